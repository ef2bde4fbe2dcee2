/** The border to the providers: one call, and an answer that says what is certain and what is not (reliability §5.2). */

import type { Settings } from '#contract/companies.ts';
import type { FailureClass, SendingChannel } from '#contract/vocabulary.ts';
import type { ContentPart } from '../content/content-parts.ts';

/** Longest wait for a provider's answer, ms; shorter than the lease. */
export const sendTimeoutMs = 10_000;

/** Of the SDK's clients that send: one try only, since its own retries would send twice behind our back (§5.2.3). ms. */
export const sendClientSettings = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: sendTimeoutMs, throwOnRequestTimeout: true },
};

/** A checked file of the bucket that goes along with a message. */
export interface OutboundFile {
  readonly key: string;
  readonly fileName: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** One message to one recipient. `attemptId` goes along and comes back in the provider's events. */
export interface OutboundMessage {
  readonly tenant: string;
  readonly customerId: string;
  readonly messageId: string;
  readonly attemptId: string;
  /** Normalised: lower-case e-mail or E.164. */
  readonly recipient: string;
  readonly subject: string | null;
  /** Plain text, merge tags filled in. */
  readonly body: string;
  /** What the body is made of, where it is more than text. */
  readonly parts: readonly ContentPart[] | undefined;
  /** WhatsApp's approved template with the values of its variables, in order; null for free text. */
  readonly template: { readonly name: string; readonly language: string; readonly values: readonly string[] } | null;
  readonly files: readonly OutboundFile[];
  /** Sent by itself: nobody's answering machine shall answer it (RFC 3834). */
  readonly automatic: boolean;
  /** Of an answer to a customer's mail: the mail's name, and those before it, oldest first. */
  readonly answers: { readonly id: string; readonly references: readonly string[] } | null;
  readonly senders: Settings['senders'];
}

/**
 * `accepted`: the provider has it. `refused`: it certainly has not; `retryable` when the same request may succeed later.
 * `unknown`: nobody can tell, so it is never sent again by itself.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | {
      readonly kind: 'refused';
      readonly class: FailureClass;
      readonly code: string;
      readonly diagnostic: string | null;
      readonly retryable: boolean;
    }
  | { readonly kind: 'unknown'; readonly detail: string };

/** A refusal that is certain before anything was sent. */
export type RefusedOutcome = Extract<SendOutcome, { kind: 'refused' }>;

/** What `prepare` has got ready for `send`. */
export interface Ready {
  readonly kind: 'ready';
  /** Bytes of the files, in their order. */
  readonly contents: readonly Uint8Array[];
  /** The provider's own ids of the files, in their order. */
  readonly mediaIds: readonly string[];
}
export type PreparedSend = Ready | { readonly kind: 'refused'; readonly outcome: RefusedOutcome };

/** Nothing to get ready: a message without files. */
export const nothingToPrepare: Ready = { kind: 'ready', contents: [], mediaIds: [] };

export interface ProviderChannel {
  readonly channel: SendingChannel;
  /** What one message weighs against the provider's rate: SMS count parts. */
  weight(message: Pick<OutboundMessage, 'body'>): number;
  /**
   * Reads or hands over the files of the message before it is claimed: what fails here has sent nothing.
   * @throws what another try may mend: the job goes back to the queue
   */
  prepare(message: OutboundMessage): Promise<PreparedSend>;
  /** Never throws: whatever happens is one of the outcomes. */
  send(message: OutboundMessage, prepared: Ready): Promise<SendOutcome>;
}

/** What a provider's error code says. */
export interface RefusalMeaning {
  readonly class: FailureClass;
  readonly retryable?: boolean;
  /** The code of whoever stands behind the provider, where it is more exact than the name of the error. */
  readonly code?: string;
}

/** Nothing has left this machine: the connection was never made. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface CallError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
}

const read = (error: unknown): CallError => {
  const fields = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const metadata = fields.$metadata as { httpStatusCode?: number } | undefined;
  return {
    name: String(fields.name ?? 'Error'),
    message: String(fields.message ?? ''),
    code: typeof fields.code === 'string' ? fields.code : undefined,
    status: metadata?.httpStatusCode,
  };
};

const throttles = /Throttl|TooManyRequests|ThrottledRequest|RequestLimitExceeded/;

/**
 * Reads a failed call. A throttle or a connection that never came about was certainly not sent; a 4xx answer is a
 * certain refusal; a time-out, a reset, a 5xx or anything else is unknown (§5.2).
 * @param meanings by the provider's error name
 */
export const outcomeOfError = (
  error: unknown,
  meanings: (error: CallError) => RefusalMeaning | undefined,
): Exclude<SendOutcome, { kind: 'accepted' }> => {
  const { name, message, code, status } = read(error);
  const refused = (failureClass: FailureClass, retryable: boolean) =>
    ({ kind: 'refused', class: failureClass, code: name, diagnostic: message.slice(0, 1_000), retryable }) as const;
  if (code !== undefined && neverConnected.has(code)) return { ...refused('RETRY', true), code };
  if (throttles.test(name) || status === 429) return refused('RETRY', true);
  if (status !== undefined && status >= 400 && status < 500) {
    const meaning = meanings({ name, message, code, status }) ?? { class: 'CONFIG' };
    return { ...refused(meaning.class, meaning.retryable ?? false), code: meaning.code ?? name };
  }
  return { kind: 'unknown', detail: `${name}${status === undefined ? '' : ` ${status}`}` };
};

/** The file was deleted with another conversation's messages while this one waited. */
export const attachmentGone: RefusedOutcome = {
  kind: 'refused',
  class: 'CONTENT',
  code: 'ATTACHMENT_GONE',
  diagnostic: null,
  retryable: false,
};

/** The company has no account for the channel: certain, and not the address's fault. */
export const noSender: SendOutcome = {
  kind: 'refused',
  class: 'CONFIG',
  code: 'NO_SENDER',
  diagnostic: null,
  retryable: false,
};
