/** Longest code of a result and key of a field, in characters. */
const longest = 40;

/** The words of a name in plain letters: "Género (leído)" is "genero", "leido". */
const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

const unique = (text: string, taken: readonly string[]): string => {
  const start = (/^[a-z]/.test(text) ? text : `x${text}`).slice(0, longest - 3);
  if (!taken.includes(start)) return start;
  for (let number = 2; ; number += 1) if (!taken.includes(`${start}${number}`)) return `${start}${number}`;
};

/** Code of a result, from its name: "Volver a llamar" is `volver_a_llamar`. */
export const codeFrom = (name: string, taken: readonly string[]): string => unique(wordsOf(name).join('_'), taken);

/** Key of a metadata field, from its name: "Número de póliza" is `numeroDePoliza`. */
export const keyFrom = (name: string, taken: readonly string[]): string =>
  unique(
    wordsOf(name)
      .map((word, position) => (position === 0 ? word : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`))
      .join(''),
    taken,
  );
