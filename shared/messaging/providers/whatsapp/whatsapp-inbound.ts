/** What comes of customers by WhatsApp (delivery-events.md §1.4, A.6): every type of message becomes one signal. */
import * as z from 'zod';
import { readProviderTime } from '../provider-time.ts';
import {
  diagnosticOf,
  type InboundKind,
  type InboundSignal,
  inboundKinds,
  type ParseWarning,
  type PreferenceSignal,
} from '../signals.ts';
import { contentText, firstText, member, newNumberText, newUserIdText } from './whatsapp-content.ts';
import { contactOf, type WhatsAppUser, whatsAppUser } from './whatsapp-user.ts';

const text = z.string().optional().catch(undefined);

const MessageSchema = z.looseObject({
  id: z.string().min(1).max(200),
  from: z.unknown().optional(),
  from_user_id: z.unknown().optional(),
  from_parent_user_id: z.unknown().optional(),
  timestamp: z.unknown().optional(),
  type: z.string().catch('unsupported'),
  context: z.looseObject({ id: text }).optional().catch(undefined),
});
type Message = z.infer<typeof MessageSchema>;

const MediaSchema = z.looseObject({ id: z.string().min(1).max(200), mime_type: text, filename: text, caption: text });

const mediaKinds: readonly InboundKind[] = ['image', 'video', 'audio', 'document', 'sticker'];

/**
 * Meta's answer to the question whether we may call stands among the interactive ones; changes of a message stand among
 * the unsupported ones for as long as Meta does not pass them on.
 */
const kindOfMessage = (message: Message): InboundKind => {
  const { type } = message;
  const inner = firstText(member(message[type], 'type'));
  const isCallPermission = callPermissionOf(message) !== undefined || inner === 'call_permission_reply';
  if (type === 'interactive' && isCallPermission) return 'call_permission';
  if (type === 'unsupported' && (inner === 'edit' || inner === 'revoke')) return inner;
  return type === 'call_permission_reply' ? 'call_permission' : kindOf(type);
};

const callPermissionOf = (message: Message): unknown =>
  member(message.interactive, 'call_permission_reply') ?? message.call_permission_reply;

/** `accept` or `reject`, as Meta names them. */
const permissionText = (message: Message): string => firstText(member(callPermissionOf(message), 'response'));

/** What an edited message says now: the new message stands whole inside the event. */
const editedText = (edit: unknown): string => {
  const inner = member(edit, 'message');
  const type = firstText(member(inner, 'type'));
  return contentText(kindOf(type), member(inner, type)) || firstText(member(member(inner, 'text'), 'body'));
};

const textOf = (kind: InboundKind, message: Message): string => {
  if (kind === 'edit') return editedText(message.edit);
  if (kind === 'call_permission') return permissionText(message);
  return contentText(kind, message[message.type]);
};

/** The message that is edited or taken back. */
const changedBy = (kind: InboundKind, message: Message): Pick<InboundSignal, 'changes'> => {
  if (kind !== 'edit' && kind !== 'revoke') return {};
  const changes = firstText(member(message[kind], 'original_message_id')).slice(0, 200);
  return changes === '' ? {} : { changes };
};

const kindOf = (type: string): InboundKind => inboundKinds.find((kind) => kind === type) ?? 'unsupported';

const mediaOf = (kind: InboundKind, message: Message): Pick<InboundSignal, 'media'> => {
  if (!mediaKinds.includes(kind)) return {};
  const found = MediaSchema.safeParse(message[message.type]);
  if (!found.success) return {};
  const { id, mime_type: mimeType, filename } = found.data;
  const fileName = filename?.slice(0, 255);
  return {
    media: { id, ...(mimeType === undefined ? {} : { mimeType }), ...(fileName === undefined ? {} : { fileName }) },
  };
};

/** Who changed the number, or got another user id, is told by the old one. */
const newNumberOf = (kind: InboundKind, { system }: Message): Pick<InboundSignal, 'newNumber'> => {
  const number = kind === 'system' ? newNumberText(system) || newUserIdText(system) : '';
  return number === '' ? {} : { newNumber: number };
};

/** The sender's own name for itself, untrusted. */
const profileNameOf = (contact: unknown): Pick<InboundSignal, 'profileName'> => {
  const profile = member(contact, 'profile');
  const profileName = diagnosticOf(member(profile, 'name'), member(profile, 'username'))?.slice(0, 200);
  return profileName === undefined ? {} : { profileName };
};

/** A system notice has no contacts, and may name the person inside itself only: by the id that we know, then the new one. */
const senderOf = (message: Message, contact: unknown): WhatsAppUser | undefined => {
  const { from, from_user_id: id, from_parent_user_id: parentId, system } = message;
  const own = [member(system, 'previous_user_id'), id, member(contact, 'user_id'), member(system, 'user_id')];
  // The id that businesses of one owner share names the person where nothing else does.
  const ids = [...own, parentId, member(contact, 'parent_user_id')];
  return whatsAppUser([from, member(contact, 'wa_id')], ids);
};

/** What belongs to all messages of a change. */
export interface ChangeBody {
  /** Our number that was written to. */
  readonly to: string;
  readonly contacts: readonly unknown[];
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly warnings: Set<ParseWarning>;
}

/** Meta's older form of `user_preferences`: a message of the system. */
const marketingWishOf = (message: Message): PreferenceSignal['wish'] | undefined => {
  if (message.type !== 'system' || member(message.system, 'type') !== 'user_preference_changed') return undefined;
  return wishOfValue(member(message.system, 'marketing'));
};

const wishOfValue = (value: unknown): PreferenceSignal['wish'] | undefined =>
  value === 'stop' || value === 'resume' ? value : undefined;

/**
 * The wish of a person about marketing messages, told beside the messages; other categories are none of ours.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
 * @returns null, with a warning, where nobody is named or the wish is none that we know
 */
export const preferenceSignal = (value: unknown, body: ChangeBody): PreferenceSignal | null => {
  const wish = wishOfValue(member(value, 'value'));
  const [number, id] = [member(value, 'wa_id'), member(value, 'user_id')];
  const contact = contactOf(body.contacts, number, id);
  const person = whatsAppUser([number, member(contact, 'wa_id')], [id, member(contact, 'user_id')]);
  if (member(value, 'category') !== 'marketing_messages' || wish === undefined || person === undefined) {
    body.warnings.add(person === undefined ? 'PART_UNREADABLE' : 'UNKNOWN_VALUE');
    return null;
  }
  const at = readProviderTime(member(value, 'timestamp'));
  if (at === null) body.warnings.add('TIME_UNREADABLE');
  return { type: 'preference', channel: 'whatsapp', ...person, to: body.to, at: at ?? body.receivedAt, wish };
};

/** @returns null, with a warning, when sender or id is missing: such a message could be assigned to nobody. */
export const inboundSignal = (value: unknown, body: ChangeBody): InboundSignal | PreferenceSignal | null => {
  const found = MessageSchema.safeParse(value);
  if (!found.success) {
    body.warnings.add('PART_UNREADABLE');
    return null;
  }
  const message = found.data;
  const contact = contactOf(body.contacts, message.from, message.from_user_id);
  const sender = senderOf(message, contact);
  if (sender === undefined) {
    body.warnings.add('PART_UNREADABLE');
    return null;
  }
  const kind = kindOfMessage(message);
  if (kind === 'unsupported' && message.type !== 'unsupported') body.warnings.add('UNKNOWN_VALUE');
  const at = readProviderTime(message.timestamp);
  if (at === null) body.warnings.add('TIME_UNREADABLE');
  const wish = marketingWishOf(message);
  if (wish !== undefined) {
    return { type: 'preference', channel: 'whatsapp', ...sender, to: body.to, at: at ?? body.receivedAt, wish };
  }
  const reactedTo = kind === 'reaction' ? member(message.reaction, 'message_id') : undefined;
  const contextId = typeof reactedTo === 'string' ? reactedTo : message.context?.id;
  return {
    type: 'inbound',
    channel: 'whatsapp',
    providerId: message.id,
    ...sender,
    to: body.to,
    at: at ?? body.receivedAt,
    kind,
    text: textOf(kind, message),
    ...profileNameOf(contact),
    ...(contextId === undefined ? {} : { contextId }),
    ...mediaOf(kind, message),
    ...changedBy(kind, message),
    ...newNumberOf(kind, message),
  };
};
