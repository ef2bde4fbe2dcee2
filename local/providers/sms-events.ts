import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** A text message that the double took, kept for the events that are still to come. */
export interface SentText {
  readonly messageId: string;
  readonly requestedAt: Date;
  readonly configurationSet: string | undefined;
  readonly originationIdentity: string;
  /** E.164 with the plus sign. */
  readonly destination: string;
  readonly messageType: string;
  readonly encoding: 'GSM' | 'UNICODE';
  readonly parts: number;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * The TEXT_* event kinds: `messageStatus` is the kind without its prefix.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
 */
const textEventKinds = {
  TEXT_QUEUED: { isFinal: false, description: 'Message is queued for delivery' },
  TEXT_PENDING: { isFinal: false, description: 'Message is pending' },
  TEXT_SENT: { isFinal: false, description: 'Message has been sent to the carrier' },
  TEXT_SUCCESSFUL: { isFinal: true, description: 'Message has been accepted by phone carrier' },
  TEXT_DELIVERED: { isFinal: true, description: 'Message has been accepted by phone' },
  TEXT_INVALID: { isFinal: true, description: 'Destination phone number is not valid' },
  TEXT_UNREACHABLE: { isFinal: true, description: 'Phone is currently unreachable or unavailable' },
  TEXT_BLOCKED: { isFinal: true, description: 'Phone has blocked messages from this number' },
  TEXT_SPAM: { isFinal: true, description: 'Phone carrier has marked this message as spam' },
  TEXT_UNKNOWN: { isFinal: true, description: 'Unknown error attempting to reach phone' },
  TEXT_CARRIER_UNREACHABLE: { isFinal: true, description: 'Phone carrier is currently unreachable or unavailable' },
  TEXT_CARRIER_BLOCKED: { isFinal: true, description: 'Phone carrier has blocked this message' },
  TEXT_TTL_EXPIRED: { isFinal: true, description: 'Message was not delivered within its time to live' },
  TEXT_INVALID_MESSAGE: { isFinal: true, description: 'Message body is not valid' },
  TEXT_PROTECT_BLOCKED: { isFinal: true, description: 'Message was blocked by a protect configuration' },
} as const;

export type TextEventKind = keyof typeof textEventKinds;

export const isTextEventKind = (kind: string): kind is TextEventKind => Object.hasOwn(textEventKinds, kind);

/** The last four digits of a number decide what becomes of it; every other number gets its messages. */
const failuresByEnding: Readonly<Record<string, TextEventKind>> = {
  '0000': 'TEXT_INVALID',
  '0001': 'TEXT_UNREACHABLE',
  '0002': 'TEXT_BLOCKED',
  '0003': 'TEXT_SPAM',
  '0004': 'TEXT_UNKNOWN',
};

/** The events of a message to this number, in order. AWS may send both SUCCESSFUL and DELIVERED, both final. */
export const textCourse = (destination: string): readonly TextEventKind[] => {
  const failure = failuresByEnding[destination.slice(-4)];
  return failure ? ['TEXT_QUEUED', failure] : ['TEXT_QUEUED', 'TEXT_SUCCESSFUL', 'TEXT_DELIVERED'];
};

/**
 * An event in the format of SNS destinations (reference A.5).
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 *
 * @param detail members that replace or complete what the double would say
 */
export const textEvent = (
  kind: TextEventKind,
  text: SentText,
  at: Date,
  detail: Readonly<Record<string, unknown>> = {},
): object => {
  const { isFinal, description } = textEventKinds[kind];
  const country = parsePhoneNumberFromString(text.destination)?.country;
  const reachedCarrier = kind === 'TEXT_SUCCESSFUL' || kind === 'TEXT_DELIVERED';
  return {
    eventType: kind,
    eventVersion: '1.0',
    eventTimestamp: at.getTime(),
    isFinal,
    originationPhoneNumber: text.originationIdentity,
    destinationPhoneNumber: text.destination,
    ...(country ? { isoCountryCode: country } : {}),
    ...(reachedCarrier ? { carrierName: 'Local Carrier' } : {}),
    messageId: text.messageId,
    messageRequestTimestamp: text.requestedAt.getTime(),
    messageEncoding: text.encoding,
    messageType: text.messageType,
    messageStatus: kind.slice('TEXT_'.length),
    messageStatusDescription: description,
    context: text.context,
    totalMessageParts: text.parts,
    totalMessagePrice: reachedCarrier ? 0.05 * text.parts : 0,
    totalCarrierFee: 0,
    ...detail,
  };
};

/** The GSM 03.38 alphabet; its extension characters take two places. */
const gsmBasic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmExtension = '^{}\\[~]|€';

/** How a body is encoded and in how many parts it travels: 160 or 70 characters alone, 153 or 67 when joined. */
export const messageParts = (body: string): { encoding: 'GSM' | 'UNICODE'; parts: number } => {
  const characters = [...body];
  if (characters.every((character) => gsmBasic.includes(character) || gsmExtension.includes(character))) {
    const places = characters.reduce((sum, character) => sum + (gsmExtension.includes(character) ? 2 : 1), 0);
    return { encoding: 'GSM', parts: places <= 160 ? 1 : Math.ceil(places / 153) };
  }
  return { encoding: 'UNICODE', parts: body.length <= 70 ? 1 : Math.ceil(body.length / 67) };
};
