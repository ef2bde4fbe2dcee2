/** Makes one unmatched message an interaction of a customer, with what it says beside its words (D13, E25, F9, F24). */
import type { Clock } from '#platform/clock.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { OptIn, OptOut } from '#shared/contactability/record-opt-out.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import { unmatchedToken } from '../ledger/received-content.ts';
import { isMissedCall } from './call-words.ts';
import type { InboundReceiptValue, UnmatchedInboundValue } from './entities.ts';
import { inboundMessage } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { opensWindow } from './kinds.ts';
import { wishOfMail } from './opt-out.ts';
import { heedWish, openWindow } from './record-inbound.ts';
import { wishOfMessage } from './wish-of-message.ts';

export interface PlaceUnmatchedDeps {
  readonly inbound: Pick<InboundStore, 'findReceipt' | 'findUnmatched' | 'assign'>;
  readonly findCompany: FindCompany;
  readonly updateGate: UpdateGate;
  readonly recordOptOut: (input: OptOut) => Promise<void>;
  readonly recordOptIn: (input: OptIn) => Promise<void>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

/** What the sender wishes, in a message of which nobody doubts who wrote it. */
const provenWish = ({ channel, kind, text, subject, automatic, unverified }: UnmatchedInboundValue) => {
  if (channel === 'call' || automatic || unverified) return undefined;
  return channel === 'email' ? wishOfMail({ subject: subject ?? '', words: text }) : wishOfMessage({ kind, text });
};

/**
 * What follows from the message comes before it leaves the list: a process that dies in between leaves it waiting, and
 * whoever repeats does all of it.
 * @param by user id
 * @param number of the sender, where the message was told with a user id alone
 * @returns its receipt, or undefined when somebody else took the message meanwhile
 */
export const placeUnmatched = async (
  deps: PlaceUnmatchedDeps,
  unmatched: Stored<UnmatchedInboundValue>,
  contact: Contact,
  by: string,
  number?: string,
): Promise<InboundReceiptValue | undefined> => {
  const { tenant, id } = unmatched.value;
  const assigned = await changeItem<Stored<UnmatchedInboundValue> | undefined, InboundReceiptValue | undefined>({
    item: `unmatched message ${id}`,
    read: async (attempt) => (attempt === 1 ? unmatched : await deps.inbound.findUnmatched(tenant, id)),
    decide: async (stored) => {
      const placed = stored === undefined ? undefined : await prepare(deps, stored, contact, by, number);
      if (stored === undefined || placed === undefined) return { result: undefined };
      const { receipt, assigned, draft } = placed;
      return { write: () => deps.inbound.assign(stored, receipt, assigned, draft).then(() => assigned) };
    },
  });
  if (assigned === undefined) return undefined;
  const { messageId, customerId } = assigned;
  deps.log.info('inbound message assigned', {
    tenant,
    ...(messageId === null ? {} : { messageId }),
    ...(customerId === null ? {} : { customerId }),
  });
  return assigned;
};

/** Does what follows from the message. @returns what is to be written, or undefined without a receipt */
const prepare = async (
  deps: PlaceUnmatchedDeps,
  { value }: Stored<UnmatchedInboundValue>,
  { customer, addresses, gate }: Contact,
  by: string,
  number: string | undefined,
) => {
  const { tenant, channel, from, receivedAt } = value;
  const [receipt, company] = await Promise.all([
    deps.inbound.findReceipt(tenant, unmatchedToken(value.id)),
    deps.findCompany(tenant),
  ]);
  if (receipt === undefined) return undefined;
  const spellings = [
    ...(number === undefined ? [] : addressSpellings(channel, number)),
    ...addressSpellings(channel, from),
  ];
  const own = addresses.filter((one) => one.channel === channel);
  const address = spellings.flatMap((value) => own.find((one) => one.value === value) ?? [])[0];
  const now = deps.clock.now();
  const draft = inboundMessage({
    company,
    customer,
    segment: segmentOn(company, customer, localDay(now, company.timeZone)),
    channel,
    providerId: value.providerId,
    token: receipt.value.token,
    at: receivedAt,
    statedAt: value.statedAt ?? undefined,
    now,
    sender: address?.value ?? from,
    addressId: address?.addressId ?? null,
    text: value.text,
    answeredId: null,
    subject: value.subject,
    automatic: value.automatic,
    unverified: value.unverified,
    attachments: value.attachments,
    missed: isMissedCall(value.kind) && gate.stopped === null,
    asksOptOut: provenWish(value) === 'maybe_opt_out',
    changed: value.changed,
  });
  const { messageId, customerId, addressId } = draft.message;
  const assigned = { ...receipt.value, messageId, customerId, addressId, assignedBy: by, assignedAt: now };
  if (address !== undefined) {
    await heedWish(deps, { tenant, channel, at: receivedAt, messageId }, provenWish(value), [address.hash]);
  }
  if (channel !== 'call' && opensWindow(value.kind)) await openWindow(deps, assigned);
  return { receipt, assigned, draft };
};
