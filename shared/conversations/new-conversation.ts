/** A conversation before anything has happened in it, and what it copies from its customer. Pure. */
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { ConversationHistory, ConversationValue } from './entities.ts';

/** The customer's part of the row, as the customer is now. */
export const customerPart = (customer: CustomerValue) => ({
  name: customer.name,
  advisorId: customer.advisorId,
  contactability: customer.contactability,
  alerts: customer.alerts,
  dueDate: customer.debtSummary.dueDate,
  restriction: customer.restriction ?? null,
});

/** Nothing has happened, or all of it was deleted. */
export const noHistory: ConversationHistory = {
  last: null,
  pendingCall: null,
  activityAt: 0,
  lastInboundAt: 0,
  answeredAt: 0,
  resultAt: 0,
  omittedAt: 0,
  readAt: 0,
  markedUnreadAt: 0,
  archivedAt: 0,
  unarchivedAt: 0,
  starredAt: 0,
  unstarredAt: 0,
  deletedAt: 0,
  callWithdrawnAt: 0,
  answerLostAt: 0,
};

export const newConversation = (customer: CustomerValue): ConversationValue => ({
  tenant: customer.tenant,
  customerId: customer.customerId,
  ...customerPart(customer),
  ...noHistory,
  historyAt: 0,
  mergedInto: null,
  merges: [],
});
