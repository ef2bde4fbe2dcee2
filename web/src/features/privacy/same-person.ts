/** Words in one spelling: what people type differs from what is stored in accents, capitals, dots and spaces. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase();

/** Whether what was typed is the customer's name, or the number of its document. */
export const isSamePerson = (
  { name, documentNumber }: { readonly name: string; readonly documentNumber: string | null },
  typed: string,
): boolean => {
  const given = folded(typed);
  return given !== '' && (given === folded(name) || (documentNumber !== null && given === folded(documentNumber)));
};
