/** Events of providers that wait for their message, or that nobody understands. */
import * as z from 'zod';
import { ChannelSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { dueKey, keyPart } from '#platform/table/keys.ts';

/** A provider event whose message is not known yet: tried again until `giveUpAt`, then quarantined (§5.6 #104). */
export const ParkedEvent = defineEntity({
  type: 'parkedEvent',
  version: 1,
  schema: z.object({
    eventId: z.string(),
    channel: ChannelSchema,
    providerId: z.string(),
    /** The signal as it was parsed, JSON. */
    signal: z.string(),
    receivedAt: z.number(),
    giveUpAt: z.number(),
    dueAt: z.number(),
  }),
  keys: (parked) => ({
    pk: parkedPartition(parked.channel, parked.providerId),
    sk: parked.eventId,
    g3: dueKey(parked.dueAt, parked.eventId),
  }),
});
export type ParkedEventValue = z.infer<typeof ParkedEvent.schema>;
export const parkedPartition = (channel: string, providerId: string) => `P#${channel}#${keyPart(providerId)}`;

/** Something that arrived and was not applied: kept with its raw text so that a person can look (I15, I16). */
export const KeptEvent = defineEntity({
  type: 'keptEvent',
  version: 1,
  schema: z.object({
    eventId: z.string(),
    kind: z.enum(['UNRECOGNISED', 'QUARANTINED', 'NOTICE']),
    reason: z.string(),
    source: z.string(),
    /** Raw text up to 100 KB; longer ones stand in the files bucket under `rawKey`. */
    raw: z.string().nullable(),
    rawKey: z.string().nullable(),
    receivedAt: z.number(),
  }),
  keys: (kept) => ({
    pk: `SYS#EVENTS#${new Date(kept.receivedAt).toISOString().slice(0, 10)}`,
    sk: `${kept.kind}#${kept.eventId}`,
    expiresAt: Math.floor(kept.receivedAt / 1000) + 400 * 86_400,
  }),
});
export type KeptEventValue = z.infer<typeof KeptEvent.schema>;
