/** Characters of GSM 03.38: of the basic table they count once, of the extension twice. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '^{}\\[~]|€\f';

/**
 * How many SMS a text becomes, and how many characters it counts: a part holds 160 of GSM 03.38 (153 of several), 70
 * of anything else (67 of several). "á", "í", "ó" and "ú" are none of GSM's.
 */
export const smsParts = (text: string): { readonly parts: number; readonly characters: number } => {
  const units = [...text].map((character) => {
    if (basic.includes(character)) return 1;
    return extension.includes(character) ? 2 : Number.NaN;
  });
  const gsm = units.reduce((sum, each) => sum + each, 0);
  const [characters, single, each] = Number.isNaN(gsm) ? [text.length, 70, 67] : [gsm, 160, 153];
  return { characters, parts: characters <= single ? Math.min(1, characters) : Math.ceil(characters / each) };
};
