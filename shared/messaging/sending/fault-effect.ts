/**
 * What a failure does beyond its message: the address's alert, or the customer's wish (Q1, F1, F2). One place for the
 * answer to a call and for a later event of the same failure.
 */

import type { DndSource } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { localDay } from '#platform/local-time.ts';
import { type AddressStateStore, prepareFailure } from '#shared/contactability/address-state.ts';
import { softThreshold } from '#shared/contactability/assess-addresses.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { isTemplateFault, type TemplateFault } from '../templates/doubt-template.ts';
import type { ApplyFailure } from './record-outcome.ts';

/** The customer does not want messages on this channel: a DND entry for every owner of the address (Q7, Q9). */
export type RecordOptOut = (input: {
  readonly tenant: string;
  readonly channel: MessageValue['channel'];
  readonly hash: string;
  readonly source: Exclude<DndSource, 'manual'>;
  readonly at: number;
  readonly messageId: string | null;
}) => Promise<void>;

/** Recomputes the owners of an address now; a due entry does it otherwise. */
export type RefreshOwnersNow = (ref: {
  readonly tenant: string;
  readonly channel: MessageValue['channel'];
  readonly hash: string;
}) => Promise<void>;

/** Nothing more is sent with a template that Meta refuses, until Meta says how it stands (E23). */
export type DoubtTemplate = (fault: TemplateFault) => Promise<void>;

export const createApplyFailure =
  (deps: {
    readonly states: Pick<AddressStateStore, 'find'>;
    readonly recordOptOut: RecordOptOut;
    readonly refreshOwners: RefreshOwnersNow;
    readonly doubtTemplate: DoubtTemplate;
    readonly addressKey: string;
    readonly clock: Clock;
  }): ApplyFailure =>
  async ({ message, attemptEpoch, failure, company }) => {
    const { tenant, channel, messageId } = message;
    const ref = { tenant, channel, hash: addressHash(deps.addressKey, channel, message.recipient) };
    if (failure.class === 'OPT_OUT' || failure.class === 'COMPLAINT') {
      const source = failure.class === 'OPT_OUT' ? 'opt_out' : 'complaint';
      // Before the message is written: a repeat after a crash finds the message unchanged and does both again.
      await deps.recordOptOut({ ...ref, source, at: failure.at, messageId });
      return { actions: [], follow: async () => {} };
    }
    if (channel === 'whatsapp' && message.template !== null && isTemplateFault(failure.code)) {
      // Before the message, for the same reason.
      await deps.doubtTemplate({ tenant, templateId: message.template.templateId, code: failure.code, at: failure.at });
    }
    const plan = await prepareFailure(deps, {
      ...ref,
      threshold: softThreshold(company, channel),
      fact: {
        factId: failure.dedupeId,
        messageId,
        class: failure.class,
        code: failure.code,
        ...(failure.reason === undefined ? {} : { reason: failure.reason }),
        ...(failure.diagnostic === null ? {} : { diagnostic: failure.diagnostic }),
        at: failure.at,
        epoch: attemptEpoch,
        day: localDay(failure.at, company.timeZone),
      },
    });
    return { actions: plan.actions, follow: async () => (plan.raised ? deps.refreshOwners(ref) : undefined) };
  };
