/** A recorded result as an interaction of its customer: a message of channel `call` (B1, C7, D5, D11). Pure. */
import { localDay } from '#platform/local-time.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { AttachmentFileValue } from '#shared/messaging/attachments/entities.ts';
import { shownAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import { placeBody, previewOf, type SeparateBody } from '#shared/messaging/content/content.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { Fact } from '#shared/messaging/ledger/facts.ts';
import { newMessage } from '#shared/messaging/ledger/new-message.ts';
import type { ResultPlan } from './plan-result.ts';

/** After this time a result whose last steps were not done is finished by due work, ms. */
export const finishAfterMs = 120_000;

/** Shown as received, as delivered when the person was reached, else as sent. */
const factOf = ({ direction, result }: ResultPlan, at: number): Fact => {
  const times = { at, recordedAt: at };
  if (direction === 'inbound') return { kind: 'received', ...times };
  return result.withContact ? { kind: 'delivered', ...times } : { kind: 'sent', ...times };
};

/**
 * @param at when the result was recorded, epoch ms
 * @param recording the call's recording, if there is one
 * @returns the interaction, due to be finished; `longBody` is the note where it is too long for the head
 */
export const resultMessage = (
  company: CompanyValue,
  customer: CustomerValue,
  plan: ResultPlan,
  messageId: string,
  at: number,
  recording: readonly Stored<AttachmentFileValue>[],
): { readonly message: MessageValue; readonly longBody: SeparateBody | undefined } => {
  const { result, note, address } = plan;
  const body = placeBody(note ?? '');
  const message = newMessage({
    customer,
    timeZone: company.timeZone,
    messageId,
    addressId: address?.addressId,
    recipient: address?.value ?? '',
    channel: 'call',
    direction: plan.direction,
    preview: previewOf(note === null ? result.label : `${result.label}: ${note}`),
    body: body.inline,
    attachments: shownAttachments(recording),
    phase: 'ended',
    facts: [factOf(plan, at)],
    acceptedAt: at,
    sentAt: plan.direction === 'outbound' ? at : null,
    segment: segmentOn(company, customer, localDay(at, company.timeZone)),
    dueAt: at + finishAfterMs,
    result,
  });
  return { message, longBody: body.separate };
};
