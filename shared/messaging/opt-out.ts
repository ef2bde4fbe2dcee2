/**
 * Words by which a customer refuses further messages (delivery-events.md §1.3; F24). AWS knows the English and French
 * ones; the Spanish and Portuguese ones are ours.
 */
const optOutWords: ReadonlySet<string> = new Set([
  ...['arret', 'cancel', 'end', 'opt-out', 'optout', 'quit', 'remove', 'stop', 'td', 'unsubscribe'],
  ...['baja', 'alto', 'parar', 'salir', 'cancelar', 'sair'],
]);

/** Trimmed, in lower case, without accents and without punctuation around it. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '');

/**
 * True when the whole message is such a word: ` STOP. `, `Baja`, `Arrêt!`. A sentence that contains one is not:
 * `no me baja`. Longer texts are not looked at.
 */
export const isOptOut = (text: string): boolean => text.length <= 64 && optOutWords.has(folded(text));
