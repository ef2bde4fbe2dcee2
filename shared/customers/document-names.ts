/** How people call the types of identity documents of Latin America. Pure, and without the rules of their numbers. */

/** Other names by the one name, folded: small letters and digits only. RUN and RUT are one number, and so are CUIT, CUIL and CDI. */
const otherNames = {
  RUT: ['run', 'rutrun', 'runrut', 'rolunicotributario', 'rolunico', 'rolunicotributariorut', 'roluniconacional'],
  DNI: ['documentonacionaldeidentidad', 'documentonacional', 'lelc'],
  RUC: ['registrounicodecontribuyentes'],
  CC: ['ceduladeciudadania', 'cedulaciudadania', 'ceduladeciudadaniacc', 'cedulacc'],
  TI: ['tarjetadeidentidad'],
  CE: ['ceduladeextranjeria', 'cedulaextranjeria', 'carnetdeextranjeria', 'carneextranjeria'],
  NIT: ['numerodeidentificaciontributaria'],
  RFC: ['registrofederaldecontribuyentes'],
  CURP: ['claveunicaderegistrodepoblacion'],
  CPF: ['cadastrodepessoasfisicas'],
  CNPJ: ['cadastronacionaldapessoajuridica'],
  CUIT: ['cuil', 'cdi', 'cuitcuil', 'cuilcuit'],
  CI: ['ceduladeidentidad', 'cedulaidentidad', 'carnetdeidentidad', 'carneidentidad', 'cedula'],
  PASAPORTE: ['passport', 'pasaport', 'passaporte', 'pas'],
} as const;
export type DocumentTypeName = keyof typeof otherNames;

const byName = new Map<string, string>(
  Object.entries(otherNames).flatMap(([type, names]) =>
    [type.toLowerCase(), ...names].map((name) => [name, type] as const),
  ),
);

/** @param folded name in small letters and digits only. @returns its one name, if it is known */
export const knownType = (folded: string): string | undefined => byName.get(folded);
