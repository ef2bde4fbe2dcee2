/** The one way in which a message begins, whoever writes it (F14, B24, C7, I14). Pure. */
import { localDay } from '#platform/local-time.ts';
import { type InitialOf, initialValue } from '#platform/table/named-fields.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { MessageValue } from './entities.ts';
import { type Fact, mergeFacts } from './facts.ts';
import { messageFields } from './message-fields.ts';
import { foldStatus } from './status.ts';

/** What a message keeps of its customer. */
export type MessageCustomer = Pick<
  CustomerValue,
  'tenant' | 'customerId' | 'name' | 'documentType' | 'documentNumber' | 'advisorId' | 'portfolios'
>;

const customerPart = (customer: MessageCustomer) => ({
  tenant: customer.tenant,
  customerId: customer.customerId,
  customerName: customer.name,
  document:
    customer.documentType === null || customer.documentNumber === null
      ? null
      : { type: customer.documentType, number: customer.documentNumber },
  advisorId: customer.advisorId,
  portfolios: customer.portfolios,
});

/** Fields that whoever writes it gives; the others follow from customer, time zone and facts. */
export type NewMessage = Omit<
  InitialOf<typeof messageFields>,
  keyof ReturnType<typeof customerPart> | 'day' | 'status' | 'facts'
> & {
  readonly customer: MessageCustomer;
  /** Of the company: the message stands in the register of the day of `sendAt`, else of `acceptedAt` (Q4). */
  readonly timeZone: string;
  readonly facts?: readonly Fact[];
};

export const newMessage = ({ customer, timeZone, facts = [], ...given }: NewMessage): MessageValue => {
  const known = mergeFacts([], facts);
  return initialValue(messageFields, {
    ...given,
    ...customerPart(customer),
    day: localDay(given.sendAt ?? given.acceptedAt, timeZone),
    facts: [...known],
    status: foldStatus(known, given.phase).status,
  });
};
