/** What people type where they have no address: refused, since messages to it would reach a stranger (Q12). Pure. */

const words = new Set([
  ...[
    '-',
    '.',
    '/',
    'x',
    'xx',
    'xxx',
    'xxxx',
    'na',
    'n/a',
    'nn',
    's/n',
    's/c',
    's/i',
    'no',
    'none',
    'null',
    'undefined',
  ],
  ...['sin correo', 'sin email', 'sin e-mail', 'sin mail', 'sin telefono', 'sin fono', 'sin numero', 'sin celular'],
  ...['no tiene', 'notiene', 'no aplica', 'ninguno', 'sincorreo', 'sinemail', 'no email', 'unknown', 'desconocido'],
]);

/** Names before the @ that say that there is no mailbox, whatever the domain. */
const emptyMailboxes = new Set(
  ['notiene', 'sincorreo', 'sinemail', 'sinmail', 'noemail', 'nocorreo', 'notienecorreo', 'notieneemail'].flatMap(
    (name) => [
      name,
      name.replace(/^(no|sin)/, '$1.'),
      name.replace(/^(no|sin)/, '$1_'),
      name.replace(/^(no|sin)/, '$1-'),
    ],
  ),
);
/** Both halves of the likes of no@no.cl, sin@correo.com. */
const emptyNames = new Set(['no', 'sin', 'na', 'nn', 'xx', 'xxx', 'ninguno']);
const emptyDomains = new Set(['no', 'sin', 'na', 'nn', 'xx', 'xxx', 'correo', 'email', 'tiene', 'notiene', 'ninguno']);

/** All digits are the same one, and there are at least seven, so that a short real number is never meant. */
export const isSameDigit = (digits: string): boolean => /^(\d)\1{6,}$/.test(digits);

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** @param text in lower case */
export const isPlaceholder = (text: string): boolean =>
  words.has(plain(text)) ||
  /^\d{1,3}$/.test(text) ||
  isSameDigit(text) ||
  /^0?1234567(?:89?0?)?$/.test(text) ||
  text === '987654321';

/** @param local name before the @, in lower case. @param domain normalised */
export const isPlaceholderEmail = (local: string, domain: string): boolean =>
  emptyMailboxes.has(local) || (emptyNames.has(local) && emptyDomains.has(domain.slice(0, domain.indexOf('.'))));
