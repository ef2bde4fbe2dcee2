/** Messages of customers by WhatsApp (delivery-events.md §1.4, A.6): every type becomes one inbound signal. */
import * as z from 'zod';
import { epochSecondsToMs } from './provider-time.ts';
import {
  diagnosticOf,
  type InboundKind,
  type InboundSignal,
  inboundKinds,
  type ParseWarning,
  phoneOf,
} from './signals.ts';

const text = z.string().optional().catch(undefined);
const part = z.looseObject({}).optional().catch(undefined);

const MessageSchema = z.looseObject({
  id: z.string().min(1).max(200),
  from: z.string().min(1).max(40),
  timestamp: z.unknown().optional(),
  type: z.string().catch('unsupported'),
  context: z.looseObject({ id: text }).optional().catch(undefined),
});
type Message = z.infer<typeof MessageSchema>;

const MediaSchema = z.looseObject({ id: z.string().min(1).max(200), mime_type: text, filename: text, caption: text });

const mediaKinds: readonly InboundKind[] = ['image', 'video', 'audio', 'document', 'sticker'];

/** The member named `key` of an object that may be anything. */
const member = (value: unknown, key: string): unknown => part.parse(value)?.[key];

const firstText = (...candidates: readonly unknown[]): string =>
  candidates.find((one): one is string => typeof one === 'string' && one !== '') ?? '';

/** Where the words of each type stand; Meta puts them under the type's own name. */
const textOf = (kind: InboundKind, message: Message): string => {
  const own = message[message.type];
  switch (kind) {
    case 'text':
    case 'system':
      return firstText(member(own, 'body'));
    case 'button':
    case 'order':
      return firstText(member(own, 'text'));
    case 'interactive': {
      const reply = member(own, 'list_reply') ?? member(own, 'button_reply') ?? member(own, 'nfm_reply');
      return firstText(member(reply, 'title'), member(reply, 'body'));
    }
    case 'reaction':
      return firstText(member(own, 'emoji'));
    case 'location':
      return firstText(member(own, 'name'), member(own, 'address'), coordinates(own));
    case 'contacts':
      return (Array.isArray(own) ? own : [])
        .map((contact) => firstText(member(member(contact, 'name'), 'formatted_name')))
        .filter((name) => name !== '')
        .join(', ');
    default:
      return firstText(member(own, 'caption'), member(own, 'filename'));
  }
};

const coordinates = (location: unknown): string | undefined => {
  const [latitude, longitude] = [member(location, 'latitude'), member(location, 'longitude')];
  return typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : undefined;
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

/** The sender's own name for itself, untrusted; `wa_id` can differ from `from`, so a lone contact counts too. */
const profileNameOf = (from: string, contacts: readonly unknown[]): Pick<InboundSignal, 'profileName'> => {
  const contact =
    contacts.find((one) => member(one, 'wa_id') === from) ?? (contacts.length === 1 ? contacts[0] : undefined);
  const profileName = diagnosticOf(member(member(contact, 'profile'), 'name'))?.slice(0, 200);
  return profileName === undefined ? {} : { profileName };
};

/** @returns null, with a warning, when sender or id is missing: such a message could be assigned to nobody. */
export const inboundSignal = (
  value: unknown,
  body: {
    readonly to: string;
    readonly contacts: readonly unknown[];
    readonly receivedAt: number;
    readonly warnings: Set<ParseWarning>;
  },
): InboundSignal | null => {
  const found = MessageSchema.safeParse(value);
  if (!found.success) {
    body.warnings.add('PART_UNREADABLE');
    return null;
  }
  const message = found.data;
  const kind = kindOf(message.type);
  if (kind === 'unsupported' && message.type !== 'unsupported') body.warnings.add('UNKNOWN_VALUE');
  const at = epochSecondsToMs(message.timestamp);
  if (at === null) body.warnings.add('TIME_UNREADABLE');
  const reactedTo = kind === 'reaction' ? member(message.reaction, 'message_id') : undefined;
  const contextId = typeof reactedTo === 'string' ? reactedTo : message.context?.id;
  return {
    type: 'inbound',
    channel: 'whatsapp',
    providerId: message.id,
    from: phoneOf(message.from),
    to: body.to,
    at: at ?? body.receivedAt,
    kind,
    text: textOf(kind, message),
    ...profileNameOf(message.from, body.contacts),
    ...(contextId === undefined ? {} : { contextId }),
    ...mediaOf(kind, message),
  };
};
