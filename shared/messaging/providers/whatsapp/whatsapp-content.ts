/**
 * The words of a customer's WhatsApp message, whatever its type: what a person has to read to know what was sent, as
 * text without labels of a language. Meta puts the content under the type's own name. Every list and every text is
 * bounded; nothing here throws.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/
 */
import * as z from 'zod';
import { isWhatsAppUserId } from '#shared/customers/whatsapp-user-id.ts';
import { readJson } from '../read-json.ts';
import type { InboundKind } from '../signals.ts';

const part = z.looseObject({}).optional().catch(undefined);

/** The member named `key` of an object that may be anything. */
export const member = (value: unknown, key: string): unknown => part.parse(value)?.[key];

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const firstText = (...candidates: readonly unknown[]): string =>
  candidates.find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? '';

/** Things of one message that are written out (cards, articles, answers of a form), and lines of each. */
const maxThings = 30;
const maxLines = 20;
/** Longest single value, characters: a form's answer may be a file in Base64. */
const maxValue = 1_000;

const short = (text: string): string => (text.length <= maxValue ? text : `${text.slice(0, maxValue).toWellFormed()}…`);

/** A number or text as text; anything else is none. */
const plain = (value: unknown): string => {
  if (typeof value === 'string') return short(value.trim());
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
};

const filled = (values: readonly unknown[]): string[] => values.map(plain).filter((text) => text !== '');

/** At most so many, and a sign that there were more. */
const atMost = (lines: readonly string[], limit: number): string[] =>
  lines.length <= limit ? [...lines] : [...lines.slice(0, limit), '…'];

/** Of a vCard: the value of each line of a kind (RFC 6350 §3.3), `TEL;type=CELL:+56 9 …`. */
const ofVcard = (vcard: unknown, kind: 'TEL' | 'EMAIL' | 'FN'): string[] =>
  typeof vcard === 'string'
    ? vcard
        .slice(0, 20_000)
        .split(/\r?\n/)
        .filter((line) => new RegExp(`^(?:item\\d+\\.)?${kind}[;:]`, 'i').test(line))
        .map((line) => line.slice(line.indexOf(':') + 1))
    : [];

const nameOf = (card: unknown): string => {
  const name = member(card, 'name');
  const parts = filled(['prefix', 'first_name', 'middle_name', 'last_name', 'suffix'].map((key) => member(name, key)));
  const full = firstText(member(name, 'formatted_name'), parts.join(' '), ofVcard(member(card, 'vcard'), 'FN')[0]);
  const org = member(card, 'org');
  const work = filled([member(org, 'title'), member(org, 'department'), member(org, 'company')]).join(', ');
  return filled([full, work === '' ? '' : `(${work})`]).join(' ');
};

/** The number as it was written, else the one that WhatsApp knows it by. */
const phonesOf = (card: unknown): string[] => {
  const phones = listed(member(card, 'phones')).map((one) => {
    const waId = plain(member(one, 'wa_id'));
    return firstText(plain(member(one, 'phone')), /^\d{6,20}$/.test(waId) ? `+${waId}` : waId);
  });
  return filled([...phones, ...(phones.length === 0 ? ofVcard(member(card, 'vcard'), 'TEL') : [])]);
};

const cardText = (card: unknown): string => {
  const addresses = listed(member(card, 'addresses')).map((one) =>
    filled(['street', 'city', 'state', 'zip', 'country'].map((key) => member(one, key))).join(', '),
  );
  const emails = listed(member(card, 'emails')).map((one) => member(one, 'email'));
  const urls = listed(member(card, 'urls')).map((one) => member(one, 'url'));
  const lines = [nameOf(card), ...filled([...phonesOf(card), ...emails, ...addresses, ...urls])];
  return atMost(
    [...new Set(lines)].filter((line) => line !== ''),
    maxLines,
  ).join('\n');
};

const placeText = (place: unknown): string => {
  const [latitude, longitude] = filled([member(place, 'latitude'), member(place, 'longitude')]);
  const coordinates = latitude !== undefined && longitude !== undefined ? `${latitude}, ${longitude}` : '';
  return filled([member(place, 'name'), member(place, 'address'), coordinates, member(place, 'url')]).join('\n');
};

const orderText = (order: unknown): string => {
  const items = listed(member(order, 'product_items')).map((item) => {
    const price = filled([member(item, 'item_price'), member(item, 'currency')]).join(' ');
    const what = `${plain(member(item, 'quantity')) || '1'} × ${plain(member(item, 'product_retailer_id'))}`;
    return price === '' ? what : `${what} · ${price}`;
  });
  return [...filled([member(order, 'text')]), ...atMost(items, maxThings)].join('\n');
};

/** Answers of a form (`nfm_reply`): each as `question: answer`, without the token by which Meta knows the form. */
const formAnswers = (json: unknown): string[] => {
  if (typeof json !== 'string') return [];
  let answers: unknown;
  try {
    answers = readJson(json);
  } catch {
    // Not what Meta documents: shown as it came rather than lost.
    return [short(json)];
  }
  const fields = Object.entries(part.parse(answers) ?? {}).filter(([name]) => name !== 'flow_token');
  const lines = fields.map(([name, value]) => {
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const text = isPlain
      ? String(value)
      : listed(value).every((one) => typeof one === 'string') && Array.isArray(value)
        ? value.join(', ')
        : JSON.stringify(value);
    return `${short(name)}: ${short(text)}`;
  });
  return atMost(lines, maxThings);
};

const interactiveText = (reply: unknown): string => {
  const form = member(reply, 'nfm_reply');
  if (form !== undefined) {
    return [...filled([member(form, 'body')]), ...formAnswers(member(form, 'response_json'))].join('\n');
  }
  const chosen = member(reply, 'list_reply') ?? member(reply, 'button_reply');
  const title = firstText(member(chosen, 'title'), member(chosen, 'id'));
  return filled([title, member(chosen, 'description')]).join('\n');
};

/**
 * The number that a person has from now on, digits with `+`; empty where the notice is not of that, or names none. Older
 * versions of the API name it `new_wa_id`, and the kind `customer_changed_number`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system/
 */
export const newNumberText = (notice: unknown): string => {
  if (!/^(?:user|customer)_changed_number$/.test(firstText(member(notice, 'type')))) return '';
  const told = [member(notice, 'wa_id'), member(notice, 'new_wa_id'), member(member(notice, 'body'), 'wa_id')];
  const number = filled(told)[0] ?? '';
  return /^\+?\d{6,20}$/.test(number) ? `+${number.replace('+', '')}` : '';
};

/** The user id that replaces another, where no number may be told; empty where the notice is not of that. */
export const newUserIdText = (notice: unknown): string => {
  const id = plain(member(notice, 'user_id'));
  return member(notice, 'type') === 'user_changed_user_id' && isWhatsAppUserId(id) ? id : '';
};

/** Meta's words, and the new number or user id. */
const systemText = (notice: unknown): string =>
  filled([member(notice, 'body'), newNumberText(notice), newUserIdText(notice)]).join('\n');

/** @param own what stands under the name of the message's type */
export const contentText = (kind: InboundKind, own: unknown): string => {
  switch (kind) {
    case 'text':
      return firstText(member(own, 'body'));
    case 'system':
      return systemText(own);
    case 'button':
      return firstText(member(own, 'text'), member(own, 'payload'));
    case 'order':
      return orderText(own);
    case 'interactive':
      return interactiveText(own);
    case 'reaction':
      return firstText(member(own, 'emoji'));
    case 'location':
      return placeText(own);
    case 'contacts':
      return atMost(
        listed(own)
          .map(cardText)
          .filter((card) => card !== ''),
        maxThings,
      ).join('\n\n');
    case 'edit':
    case 'revoke':
    case 'request_welcome':
    case 'call_permission':
      return '';
    default:
      return firstText(member(own, 'caption'), member(own, 'filename'));
  }
};
