/** A time such as "8:15 p. m." ends its sentence by its own stop, and one o'clock is one. */
export const sentenceOf = (text: string): string =>
  text.replace(/([ap]\.\s?m\.)\./g, '$1').replace(/\ba las (?=1:)/g, 'a la ');
