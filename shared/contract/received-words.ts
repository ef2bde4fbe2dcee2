/**
 * What is remarkable about a message that came in, in words: kinds of mail, files left out and why, notices (issue "Inbound
 * e-mail", §5.6 #110). Codes stand here once, with their labels.
 */
import type { Label } from './vocabulary.ts';

/** Kinds of mail that no person wrote. A delivery status is no message of a customer at all. */
export const automaticKinds = ['auto_reply', 'bulk', 'read_receipt', 'delivery_status'] as const;
export type AutomaticKind = (typeof automaticKinds)[number];

/** Why a file of a message is not there. */
export const refusalReasons = {
  TYPE_NOT_ALLOWED: { es: 'Este tipo de archivo no se admite.', en: 'This file type is not accepted.' },
  TOO_LARGE: { es: 'El archivo es demasiado grande.', en: 'The file is too large.' },
  TOO_MANY: { es: 'El mensaje trae demasiados archivos.', en: 'The message has too many files.' },
  EMPTY: { es: 'El archivo está vacío.', en: 'The file is empty.' },
  SPAM: { es: 'El correo parece no deseado.', en: 'The mail looks like spam.' },
  VIRUS: { es: 'El correo trae un virus.', en: 'The mail contains a virus.' },
  UNAVAILABLE: { es: 'El proveedor ya no entrega el archivo.', en: 'The provider no longer offers the file.' },
} as const satisfies Record<string, Label>;
export type RefusalReason = keyof typeof refusalReasons;

/** What people should know about a message that came in. */
export const receivedNotices = {
  MAIL_TOO_LARGE: {
    es: 'El correo es demasiado grande: solo se muestra su encabezado, y el original se puede descargar.',
    en: 'The mail is too large: only its header is shown, and the original can be downloaded.',
  },
  MAIL_UNREADABLE: {
    es: 'El correo está dañado y no se pudo leer entero.',
    en: 'The mail is damaged and could not be read completely.',
  },
  SPAM: { es: 'El correo parece no deseado.', en: 'The mail looks like spam.' },
  VIRUS: {
    es: 'El correo trae un virus; sus archivos no se guardaron.',
    en: 'The mail contains a virus; its files were not kept.',
  },
  TEXT_CUT: { es: 'El texto se cortó por su largo.', en: 'The text was cut because of its length.' },
  HTML_LEFT_OUT: {
    es: 'La versión con formato no se guardó.',
    en: 'The formatted version was not kept.',
  },
  ADDRESS_UNKNOWN: {
    es: 'Responde a un correo que se le envió a este cliente, desde una dirección que el cliente no tiene.',
    en: 'It answers an e-mail sent to this customer, but from an address that the customer does not have.',
  },
  REPLY_ADDRESS_REFUSED: {
    es: 'Llegó a una dirección de respuesta que no es auténtica.',
    en: 'It was sent to a forged reply address.',
  },
} as const satisfies Record<string, Label>;
export type ReceivedNotice = keyof typeof receivedNotices;

/** What came, where a message has no words, or beside them. */
export const receivedKinds = {
  text: { es: 'mensaje vacío', en: 'empty message' },
  image: { es: 'imagen', en: 'image' },
  video: { es: 'video', en: 'video' },
  audio: { es: 'audio', en: 'audio' },
  document: { es: 'documento', en: 'document' },
  sticker: { es: 'sticker', en: 'sticker' },
  location: { es: 'ubicación', en: 'location' },
  contacts: { es: 'contacto', en: 'contact' },
  button: { es: 'botón', en: 'button' },
  interactive: { es: 'respuesta', en: 'answer' },
  reaction: { es: 'reacción', en: 'reaction' },
  order: { es: 'pedido', en: 'order' },
  system: { es: 'aviso del canal', en: 'notice of the channel' },
  edit: { es: 'mensaje editado', en: 'edited message' },
  revoke: { es: 'el cliente eliminó un mensaje', en: 'the customer deleted a message' },
  request_welcome: { es: 'el cliente abrió el chat', en: 'the customer opened the chat' },
  call_permission: { es: 'permiso para llamar', en: 'permission to call' },
  unsupported: { es: 'mensaje que el canal no muestra', en: 'message that the channel does not show' },
} as const satisfies Record<string, Label>;

/** Words that the channel says by a code, or by saying nothing. */
export const codedWords = {
  accept: { es: 'aceptado', en: 'granted' },
  reject: { es: 'rechazado', en: 'refused' },
  takenBack: { es: 'retirada', en: 'taken back' },
} as const satisfies Record<string, Label>;

/** As it stands in a text, in front of a person's words or in their place. */
export const placeholderOf = (label: Label, language: keyof Label): string => `[${label[language]}]`;

const noticeLabels: readonly Label[] = Object.values(receivedNotices);
const placeholders: readonly Label[] = [...noticeLabels, ...Object.values(receivedKinds)];
const languages = ['es', 'en'] as const;

/** Lists show the first words of a text, with this sign where it goes on. */
const cutSign = '…';

/** The placeholder that a text begins with, whole or cut, and what comes after it. */
const leading = (text: string): { readonly label: Label; readonly rest: string } | undefined => {
  if (!text.startsWith('[')) return undefined;
  const begun = text.endsWith(cutSign) ? text.slice(0, -cutSign.length) : undefined;
  for (const label of placeholders) {
    for (const language of languages) {
      const placeholder = placeholderOf(label, language);
      if (text.startsWith(placeholder)) return { label, rest: text.slice(placeholder.length) };
      // Too few letters may begin several.
      if (begun !== undefined && begun.length > 20 && placeholder.startsWith(begun)) return { label, rest: '' };
    }
  }
  return undefined;
};

/** What a text begins with of ours, at most one of each, and the person's own words. */
const partsOf = (text: string): { readonly ours: readonly Label[]; readonly words: string } => {
  const ours: Label[] = [];
  let words = text;
  for (let found = leading(text); found !== undefined && !ours.includes(found.label); found = leading(words)) {
    ours.push(found.label);
    words = found.rest.trimStart();
  }
  return { ours, words };
};

/**
 * The text of a message that came in, for a reader of the language: what we have put into it, which is kept in the language
 * of the company, is said in the reader's; the person's words stay.
 */
export const receivedText = (text: string, language: keyof Label): string => {
  const { ours, words } = partsOf(text);
  if (ours.length === 0) return text;
  const coded = Object.values(codedWords).find((label) => languages.some((each) => label[each] === words));
  return [...ours.map((label) => placeholderOf(label, language)), coded?.[language] ?? words].join(' ').trimEnd();
};

/** Whether a text is nothing but notices: whoever shows these beside it need not say them twice. */
export const isNoticeOnly = (text: string): boolean => {
  const { ours, words } = partsOf(text);
  return ours.length > 0 && words === '' && ours.every((label) => noticeLabels.includes(label));
};
