/** Numbers that a spreadsheet shows as powers of ten: `5.69E+10`. Pure. */

const scientific = /^\+?(\d+)(?:[.,](\d+))?\s?(?:e\+?|×\s?10\^)0*(\d{1,2})$/i;

/**
 * What a spreadsheet made of a number.
 * @returns the digits where all are there (`5.6912345678E10`), `shortened` where some were rounded away (`5,69E+10`),
 *   undefined for a text of any other form
 */
export const fromScientific = (text: string): { readonly digits: string } | 'shortened' | undefined => {
  const match = scientific.exec(text);
  if (match === null) return undefined;
  const [, lead = '', fraction = '', exponent = ''] = match;
  const missing = Number(exponent) - fraction.length;
  return missing === 0 ? { digits: `${lead}${fraction}` } : 'shortened';
};
