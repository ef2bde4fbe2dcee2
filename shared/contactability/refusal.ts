/**
 * The "no" of whoever has an address: an opt-out or a complaint (Q7, F24). It belongs to (company, channel, address),
 * whoever owns it now or later. What is kept grows the same way in whatever order and however often events are told:
 * of each source the newest refusal, and the time up to which consent covers them.
 */
import * as z from 'zod';
import { DndSourceSchema } from '#contract/vocabulary-schemas.ts';

export const AddressRefusalSchema = z.object({
  source: DndSourceSchema.exclude(['manual']),
  /** Provider time of the event, epoch ms: the same for every telling of it. */
  at: z.int(),
  /** Message by which it was told or that it answers, if known. */
  messageId: z.string().nullable(),
});
export type AddressRefusal = z.infer<typeof AddressRefusalSchema>;

export const RefusalStateSchema = z.object({
  /** Those that stand, at most one of each source. */
  refusals: z.array(AddressRefusalSchema).default([]),
  /** Epoch ms up to which a later consent covers refusals (Q9); null: there was none. */
  consentedUpTo: z.int().nullable().default(null),
});
export type RefusalState = z.infer<typeof RefusalStateSchema>;

export const noRefusals = (): RefusalState => ({ refusals: [], consentedUpTo: null });

const bySource = (a: AddressRefusal, b: AddressRefusal): number => (a.source < b.source ? -1 : 1);

/** Adds a refusal. What is known already, or older than the consent, gives back the same object. */
export const applyRefusal = <State extends RefusalState>(state: State, refusal: AddressRefusal): State => {
  if (state.consentedUpTo !== null && refusal.at <= state.consentedUpTo) return state;
  const known = state.refusals.find(({ source }) => source === refusal.source);
  if (known !== undefined && known.at >= refusal.at) return state;
  return { ...state, refusals: [...state.refusals.filter((other) => other !== known), refusal].toSorted(bySource) };
};

/** Consent to everything refused up to `upTo` (epoch ms); a refusal that is newer stays. */
export const applyConsent = <State extends RefusalState>(state: State, upTo: number): State =>
  state.consentedUpTo !== null && state.consentedUpTo >= upTo
    ? state
    : { ...state, consentedUpTo: upTo, refusals: state.refusals.filter(({ at }) => at > upTo) };

/**
 * What an opt-in of the person at `at` (epoch ms) covers. Providers tell whole seconds, so one of the same moment as a
 * refusal covers it only where the refusal was there first; told again it covers no more than the first time.
 */
export const coveredByOptIn = ({ refusals, consentedUpTo }: RefusalState, at: number): number => {
  const isRepeat = consentedUpTo !== null && consentedUpTo >= at - 1;
  if (isRepeat) return consentedUpTo;
  return refusals.some((refusal) => refusal.at === at) ? at : at - 1;
};
