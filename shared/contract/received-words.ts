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
  TYPE_NOT_ALLOWED: { es: 'Este tipo de archivo no se admite.', en: 'Files of this kind are not taken.' },
  TOO_LARGE: { es: 'El archivo es demasiado grande.', en: 'The file is too large.' },
  TOO_MANY: { es: 'El mensaje trae demasiados archivos.', en: 'The message has too many files.' },
  EMPTY: { es: 'El archivo está vacío.', en: 'The file is empty.' },
  SPAM: { es: 'El correo parece no deseado.', en: 'The mail looks like spam.' },
  VIRUS: { es: 'El correo trae un virus.', en: 'The mail carries a virus.' },
  UNAVAILABLE: { es: 'El proveedor ya no entrega el archivo.', en: 'The provider no longer hands out the file.' },
} as const satisfies Record<string, Label>;
export type RefusalReason = keyof typeof refusalReasons;

/** What people should know about a message that came in. */
export const receivedNotices = {
  MAIL_TOO_LARGE: {
    es: 'El correo supera los 40 MB: solo se muestra su encabezado.',
    en: 'The mail is larger than 40 MB: only its header is shown.',
  },
  MAIL_UNREADABLE: {
    es: 'El correo está dañado y no se pudo leer entero.',
    en: 'The mail is damaged and could not be read as a whole.',
  },
  SPAM: { es: 'El correo parece no deseado.', en: 'The mail looks like spam.' },
  VIRUS: {
    es: 'El correo trae un virus; sus archivos no se guardaron.',
    en: 'The mail carries a virus; its files were not kept.',
  },
  TEXT_CUT: { es: 'El texto se cortó por su largo.', en: 'The text was cut because of its length.' },
  HTML_LEFT_OUT: {
    es: 'La versión con formato no se guardó.',
    en: 'The version with formatting was not kept.',
  },
  REPLY_ADDRESS_REFUSED: {
    es: 'Llegó a una dirección de respuesta que no es auténtica.',
    en: 'It came to a reply address that is not genuine.',
  },
} as const satisfies Record<string, Label>;
export type ReceivedNotice = keyof typeof receivedNotices;
