/** A recorded result as an interaction of its customer: a message of channel `call` (B1, C7, D5, D11). Pure. */
import { localDay } from '#platform/local-time.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { AttachmentFileValue } from '#shared/messaging/attachments/entities.ts';
import { shownAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import { placeBody, previewOf, type SeparateBody } from '#shared/messaging/content.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
import type { Fact } from '#shared/messaging/facts.ts';
import { withFacts } from '#shared/messaging/transition.ts';
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
  const day = localDay(at, company.timeZone);
  const body = placeBody(note ?? '');
  const message: MessageValue = {
    tenant: customer.tenant,
    messageId,
    customerId: customer.customerId,
    customerName: customer.name,
    document:
      customer.documentType === null || customer.documentNumber === null
        ? null
        : { type: customer.documentType, number: customer.documentNumber },
    addressId: address?.addressId ?? null,
    recipient: address?.value ?? '',
    channel: 'call',
    direction: plan.direction,
    purpose: 'manual',
    origin: null,
    template: null,
    freeText: false,
    subject: null,
    preview: previewOf(note === null ? result.label : `${result.label}: ${note}`),
    body: body.inline,
    attachments: shownAttachments(recording),
    unverified: false,
    phase: 'ended',
    status: 'sent',
    facts: [],
    attempts: [],
    retries: 0,
    acceptedAt: at,
    sendAt: null,
    sentAt: plan.direction === 'outbound' ? at : null,
    day,
    advisorId: customer.advisorId,
    segment: segmentOn(company, customer, day),
    portfolios: customer.portfolios,
    source: 'platform',
    previousMessageId: null,
    dueAt: at + finishAfterMs,
    providerId: null,
    result,
  };
  return { message: withFacts(message, [factOf(plan, at)], 'ended'), longBody: body.separate };
};
