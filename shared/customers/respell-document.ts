/** Brings a document that was stored in an older spelling into today's, so that its key is the one that is asked for (Q13). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { deleteAction } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { changeCustomer } from './change-customer.ts';
import { documentAction, documentTaken } from './create-customer.ts';
import { readDocument } from './documents.ts';
import { documentKey } from './entities.ts';
import type { CustomerStore } from './store.ts';

export interface RespellDeps {
  readonly customers: Pick<CustomerStore, 'find' | 'findPage' | 'commit'>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

/**
 * Numbers that are none of their type today, or stand for nobody, stay as they are: people decide about them.
 * @returns `taken` where another customer has the document in today's spelling: two records of one person, to be merged
 */
export const respellDocument = async (
  deps: RespellDeps,
  target: { readonly tenant: string; readonly customerId: string },
): Promise<'same' | 'respelled' | 'taken'> => {
  const { tenant } = target;
  const { defaultCountry } = await deps.findCompany(tenant);
  const stored = await deps.customers.find(tenant, target.customerId);
  const { documentType, documentNumber } = stored?.value ?? { documentType: null, documentNumber: null };
  if (documentType === null || documentNumber === null) return 'same';
  const read = readDocument(documentType, documentNumber, defaultCountry);
  if (read.kind !== 'document') return 'same';
  const document = { documentType: read.documentType, documentNumber: read.documentNumber };
  if (document.documentType === documentType && document.documentNumber === documentNumber) return 'same';
  try {
    return await changeCustomer(deps, { ...target, now: deps.clock.now() }, async ({ customer: { value } }) => {
      const isAsRead = value.documentType === documentType && value.documentNumber === documentNumber;
      if (!isAsRead) return { customer: value, result: 'same' };
      const customer = { ...value, ...document };
      const actions = [
        documentAction(customer, document),
        deleteAction(documentKey(tenant, documentType, documentNumber), 'any'),
      ];
      return { customer, actions, refusal: documentTaken(), result: 'respelled' };
    });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'DOCUMENT_EXISTS') return 'taken';
    throw error;
  }
};
