/** What every kind of SES event shares: its mail, our tags, its recipients and its times. */
import * as z from 'zod';
import type { ParseWarning, SignalTags } from '../signals.ts';

/** A text that may be missing; one of another type counts as missing. */
const text = z.string().optional().catch(undefined);

export const MailSchema = z.looseObject({
  messageId: z.string().min(1).max(200),
  timestamp: z.unknown().optional(),
  destination: z.array(z.string()).catch([]),
  tags: z.unknown().optional(),
});

const RecipientSchema = z.looseObject({
  emailAddress: z.string().min(1),
  action: text,
  status: text,
  diagnosticCode: text,
});

const part = z.looseObject({}).optional().catch(undefined);
export const EventSchema = z.looseObject({
  eventType: text,
  notificationType: text,
  mail: z.unknown().optional(),
  bounce: part,
  complaint: part,
  delivery: part,
  open: part,
  click: part,
  reject: part,
  failure: part,
  deliveryDelay: part,
  subscription: part,
});
type SesEvent = z.infer<typeof EventSchema>;

/** One event on its way: what every signal of it carries, and what is said about it. */
export interface Reading {
  readonly event: SesEvent;
  readonly base: { readonly channel: 'email'; readonly providerId: string; readonly tags: SignalTags };
  readonly destination: readonly string[];
  readonly warnings: Set<ParseWarning>;
  /** Epoch ms of the first of these that can be read, else of the mail, else of receipt. */
  timeOf(...candidates: readonly unknown[]): number;
}

/** The bare address in lower case: `mail.source` and recipients can be `Name <a@b>`. */
export const addressOf = (value: string): string => (/<([^<>]+)>\s*$/.exec(value)?.[1] ?? value).trim().toLowerCase();

/** Our own tags: each an array, whose first value counts (row 106). Null when one is plain text. */
export const tagsOf = (value: unknown): SignalTags | null => {
  if (value === undefined || value === null) return {};
  const all = z
    .looseObject({
      tenantId: z.unknown().optional(),
      customerId: z.unknown().optional(),
      attemptId: z.unknown().optional(),
    })
    .safeParse(value);
  if (!all.success) return null;
  const tags: Record<string, string> = {};
  for (const name of ['tenantId', 'customerId', 'attemptId'] as const) {
    if (all.data[name] === undefined) continue;
    const values = z.array(z.string()).safeParse(all.data[name]);
    if (!values.success) return null;
    if (values.data[0] !== undefined) tags[name] = values.data[0];
  }
  return tags;
};

/** The recipients that can be read of a list that should be an array of objects with an address. */
export const recipientsOf = (value: unknown): z.infer<typeof RecipientSchema>[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const recipient = RecipientSchema.safeParse(one);
    return recipient.success ? [recipient.data] : [];
  });

export const isOurs = ({ destination, warnings }: Reading, address: string): boolean => {
  if (destination.length === 0 || destination.includes(address)) return true;
  warnings.add('RECIPIENT_UNKNOWN');
  return false;
};
