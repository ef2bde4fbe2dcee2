/**
 * WhatsApp's id of a person for one business (BSUID): the country's two letters, a dot, up to 128 letters and digits;
 * `ENT` in between for one that several businesses share. It stands in the place of the number where the person shows
 * none, and is an address of channel WhatsApp like a number.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
 */
const pattern = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

export const isWhatsAppUserId = (text: string): boolean => pattern.test(text);
