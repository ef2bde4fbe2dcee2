/**
 * The component library speaks to people as *usted*; the console says *tú* everywhere. Forms of its Spanish texts and ours,
 * written as they stand in it: whole words, so that an infinitive or "no se puede" stays.
 */
const forms: readonly (readonly [RegExp, string])[] = [
  [/\bInténtelo\b/g, 'Inténtalo'],
  [/\bSiga\b/g, 'Sigue'],
  [/\bArrastre o seleccione\b/g, 'Arrastra o selecciona'],
  [/\bSeleccione\b/g, 'Selecciona'],
  [/\bMantenga\b/g, 'Mantén'],
  [/\bmientras desplaza\b/g, 'mientras desplazas'],
  [/\bPersonalice\b/g, 'Personaliza'],
  [/\bUtilice\b/g, 'Usa'],
  [/\butilice\b/g, 'usa'],
  [/\buse\b/g, 'usa'],
  [/\bnecesite\b/g, 'necesites'],
  [/\bIntroduzca\b/g, 'Ingresa'],
  [/\bActualice\b/g, 'Actualiza'],
  [/(?<!se )\bpuede\b/g, 'puedes'],
  [/\bPuede\b/g, 'Puedes'],
  [/\bElija\b/g, 'Elige'],
  [/\bEncuentre\b/g, 'Encuentra'],
  [/\bDesplácese\b/g, 'Desplázate'],
  [/\bTiene más\b/g, 'Tienes más'],
  [/\bDebe especificar\b/g, 'Debes especificar'],
  [/\bAlcanzó el\b/g, 'Alcanzaste el'],
  [/\bSuperó el\b/g, 'Superaste el'],
  [/\bDescargue\b/g, 'Descarga'],
  [/¡Enhorabuena! Ha completado/g, '¡Felicitaciones! Completaste'],
];

const familiarText = (text: string): string => forms.reduce((said, [form, ours]) => said.replace(form, ours), text);

/** The same messages in *tú*: every text in them, at whatever depth. */
export const familiar = <Value>(value: Value): Value => {
  const said: unknown =
    typeof value === 'string'
      ? familiarText(value)
      : Array.isArray(value)
        ? value.map(familiar)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, familiar(inner)]))
          : value;
  return said as Value;
};
