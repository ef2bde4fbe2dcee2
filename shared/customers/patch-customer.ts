/** Changes the named fields of a customer; null removes one (A16, C31, E9, E17, Q13). */
import type { CustomerPatch } from '#contract/customers.ts';
import { type Action, deleteAction } from '#platform/table/kernel.ts';
import { type MetadataFields, metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { changeCustomer } from './change-customer.ts';
import { documentAction, documentTaken } from './create-customer.ts';
import { normalizeDocument } from './documents.ts';
import { type CustomerValue, documentKey } from './entities.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import { checkMetadata } from './metadata.ts';
import { type FindUser, requireAdvisor } from './require-advisor.ts';
import type { CustomerStore } from './store.ts';
import type { CustomerView } from './view.ts';

export interface PatchDeps extends ViewDeps {
  readonly findUser: FindUser;
  readonly customers: Pick<CustomerStore, 'findPage' | 'findFavorites' | 'commit'>;
}

/** The customer with its document moved, and what holds the old and the new one unique. */
const moveDocument = (
  customer: CustomerValue,
  patch: CustomerPatch,
): { readonly customer: CustomerValue; readonly actions: readonly Action[] } => {
  const { documentType, documentNumber } = customer;
  const after = normalizeDocument(
    patch.documentType === undefined ? documentType : patch.documentType,
    patch.documentNumber === undefined ? documentNumber : patch.documentNumber,
  );
  if (after?.documentType === documentType && after?.documentNumber === documentNumber)
    return { customer, actions: [] };
  if (after === null && documentType === null) return { customer, actions: [] };
  const changed = {
    ...customer,
    documentType: after?.documentType ?? null,
    documentNumber: after?.documentNumber ?? null,
  };
  const actions: Action[] = after === null ? [] : [documentAction(changed, after)];
  if (documentType !== null && documentNumber !== null) {
    actions.push(deleteAction(documentKey(customer.tenant, documentType, documentNumber), 'any'));
  }
  return { customer: changed, actions };
};

const withFields = (customer: CustomerValue, patch: CustomerPatch, fields: MetadataFields): CustomerValue => ({
  ...customer,
  name: patch.name?.trim() ?? customer.name,
  advisorId: patch.advisorId === undefined ? customer.advisorId : patch.advisorId,
  portfolios: patch.portfolios ?? customer.portfolios,
  tags: patch.tags ?? customer.tags,
  influencer: patch.influencer ?? customer.influencer,
  metadata: patch.metadata === undefined ? customer.metadata : checkMetadata(fields, customer.metadata, patch.metadata),
  timeZone: patch.timeZone === undefined ? customer.timeZone : patch.timeZone,
});

/**
 * @param input.ifMatch version that the caller saw; without it the change applies to what is there
 * @throws Refusal NOT_FOUND, VERSION_CONFLICT, USER_NOT_FOUND, DOCUMENT_EXISTS, DOCUMENT_INVALID, METADATA_FIELD_UNKNOWN,
 *   METADATA_VALUE_INVALID
 */
export const patchCustomer = async (
  deps: PatchDeps,
  input: CustomerTarget & { readonly body: CustomerPatch; readonly ifMatch: number | undefined },
): Promise<CustomerView> => {
  const fields = metadataFieldsOf(await deps.findCompany(input.tenant));
  const { tenant, body } = input;
  await changeCustomer(deps, { ...input, now: deps.clock.now() }, async (page) => {
    const { advisorId } = page.customer.value;
    // Who sends back what stands there may do so also where that advisor has left the company.
    if (body.advisorId !== advisorId) await requireAdvisor(deps, { tenant, advisorId: body.advisorId });
    const { customer, actions } = moveDocument(withFields(page.customer.value, body, fields), body);
    return { customer, actions, refusal: documentTaken(), result: undefined };
  });
  return getCustomer(deps, input, { consistent: true });
};
