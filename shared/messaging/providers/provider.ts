/**
 * What reading the events and codes of one provider takes: its row of `registry.ts`, which the folder of the provider
 * holds. Pure; what sending takes says `sender.ts`.
 */
import type { AlertReason, FailureClass, SendingChannel } from '#contract/vocabulary.ts';
import type { ParsedBody } from './signals.ts';

/** The body of an event without its envelopes. */
export type EventBody = Readonly<Record<string, unknown>>;

/** What the envelopes say of the body in them. */
export interface Enveloped {
  /** Epoch ms; stands in for times that the body does not give or that cannot be read. */
  readonly receivedAt: number;
  /** EventBridge's name of the service, such as `aws.ses`; null where no EventBridge event was around the body. */
  readonly source: string | null;
}

/** What a code says of the address. */
export interface ReportedMeaning {
  readonly class: FailureClass;
  readonly reason?: AlertReason;
}

export interface ProviderReader {
  /** Lower case, with hyphens: `aws-sms`. */
  readonly id: string;
  readonly channel: SendingChannel;
  /** Whether the body has the form of this provider's events, however broken it is. */
  recognises(body: EventBody, envelope: Enveloped): boolean;
  /** Signals of a body that it recognised. Never throws. */
  read(body: EventBody, envelope: Enveloped): ParsedBody;
  /**
   * What a code of this provider says, as another system reported it.
   * @param words what the provider said beside it
   * @returns undefined for what is none of its codes
   */
  classify(code: string, words: string | undefined): ReportedMeaning | undefined;
}

export const has = (body: EventBody, key: string): boolean => Object.hasOwn(body, key) && body[key] !== undefined;
