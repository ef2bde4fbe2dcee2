/**
 * Who a person is at WhatsApp: a number, or the id that Meta gives the person for this business (BSUID). Who has a
 * username may hide the number; then `from` and `wa_id` are missing or empty.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
 */
import { isWhatsAppUserId } from '#shared/customers/whatsapp-user-id.ts';
import { phoneOf } from '../signals.ts';
import { firstText, member } from './whatsapp-content.ts';

export interface WhatsAppUser {
  /** Digits with `+`, else the user id. */
  readonly from: string;
  readonly userId?: string;
}

/** Longest name of a sender that is read, characters: a user id has up to 135. */
const maxName = 150;

const bounded = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.length <= maxName ? text.trim() : '';
};

/**
 * @param numbers what may tell the number, most certain first
 * @param ids what may tell the user id; a number field that holds one counts too
 * @returns undefined where nothing names the person
 */
export const whatsAppUser = (numbers: readonly unknown[], ids: readonly unknown[]): WhatsAppUser | undefined => {
  const named = numbers.map(bounded).filter((text) => text !== '');
  const userId = [...ids.map(bounded), ...named].find(isWhatsAppUserId);
  const number = named.find((text) => !isWhatsAppUserId(text));
  const from = number === undefined ? userId : phoneOf(number.replace(/^\+(?=\d)/, ''));
  return from === undefined ? undefined : { from, ...(userId === undefined ? {} : { userId }) };
};

/** The entry of `contacts` that belongs to who is named; `wa_id` can differ from `from`, so a lone one counts too. */
export const contactOf = (contacts: readonly unknown[], number: unknown, id: unknown): unknown =>
  contacts.find((one) => isSame(member(one, 'wa_id'), number) || isSame(member(one, 'user_id'), id)) ??
  (contacts.length === 1 ? contacts[0] : undefined);

const isSame = (a: unknown, b: unknown): boolean => firstText(a) !== '' && a === b;
