/**
 * Format characters that show nothing (zero width, direction marks, soft hyphen, variation selectors): they come along
 * with text that is pasted from an address book, a chat or a PDF, and carry no meaning in an address. Pure.
 */
export const withoutInvisible = (text: string): string =>
  text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
