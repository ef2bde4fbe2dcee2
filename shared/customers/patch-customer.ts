/** Changes the given fields of a customer; null clears a field (A16, C31, E9, E17, Q13). */
import { isDeepStrictEqual } from 'node:util';
import type { CustomerPatch } from '#contract/customers.ts';
import { type Action, deleteAction } from '#platform/table/kernel.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { type MetadataFields, metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { changeCustomer } from './change-customer.ts';
import { checkMetadata } from './check-metadata.ts';
import { documentAction, documentTaken } from './create-customer.ts';
import { countriesOf } from './customer-country.ts';
import { normalizeDocument } from './documents.ts';
import { type CustomerValue, documentKey } from './entities.ts';
import { type CustomerTarget, getCustomer, type ViewDeps } from './get-customer.ts';
import { requireSameRut } from './metadata.ts';
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
  country: string,
): { readonly customer: CustomerValue; readonly actions: readonly Action[] } => {
  const { documentType, documentNumber } = customer;
  const type = patch.documentType === undefined ? documentType : patch.documentType;
  const number = patch.documentNumber === undefined ? documentNumber : patch.documentNumber;
  // What stands there may be sent back, also where it would not be taken today.
  if (type === documentType && number === documentNumber) {
    if (patch.metadata !== undefined && type !== null && number !== null) {
      requireSameRut(customer.metadata, { documentType: type, documentNumber: number });
    }
    return { customer, actions: [] };
  }
  const after = normalizeDocument(type, number, country);
  if (after?.documentType === documentType && after?.documentNumber === documentNumber)
    return { customer, actions: [] };
  requireSameRut(customer.metadata, after);
  const changed = {
    ...customer,
    documentType: after?.documentType ?? null,
    documentNumber: after?.documentNumber ?? null,
  };
  const others = customer.otherDocuments ?? [];
  const isOther = others.some((other) => isDeepStrictEqual(other, after));
  if (isOther && documentType !== null && documentNumber !== null) {
    // One of its own: both go on finding it, and only which one stands above changes.
    const rest = others.filter((other) => !isDeepStrictEqual(other, after));
    return { customer: { ...changed, otherDocuments: [...rest, { documentType, documentNumber }] }, actions: [] };
  }
  const actions: Action[] = after === null || isOther ? [] : [documentAction(changed, after)];
  if (documentType !== null && documentNumber !== null) {
    actions.push(deleteAction(documentKey(customer.tenant, documentType, documentNumber), 'any'));
  }
  return { customer: changed, actions };
};

const withFields = (
  customer: CustomerValue,
  patch: CustomerPatch,
  fields: MetadataFields,
  company: Pick<CompanyValue, 'defaultCountry'>,
): CustomerValue => ({
  ...customer,
  name: patch.name?.trim() ?? customer.name,
  advisorId: patch.advisorId === undefined ? customer.advisorId : patch.advisorId,
  portfolios: patch.portfolios ?? customer.portfolios,
  tags: patch.tags ?? customer.tags,
  influencer: patch.influencer ?? customer.influencer,
  metadata:
    patch.metadata === undefined
      ? customer.metadata
      : checkMetadata(fields, customer.metadata, patch.metadata, countriesOf({ ...customer, ...patch }, company)),
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
  const company = await deps.findCompany(input.tenant);
  const fields = metadataFieldsOf(company);
  const { tenant, body } = input;
  await changeCustomer(deps, { ...input, now: deps.clock.now() }, async (page) => {
    const { advisorId } = page.customer.value;
    // Who sends back what stands there may do so also where that advisor has left the company.
    if (body.advisorId !== advisorId) await requireAdvisor(deps, { tenant, advisorId: body.advisorId });
    const { customer, actions } = moveDocument(
      withFields(page.customer.value, body, fields, company),
      body,
      company.defaultCountry,
    );
    return { customer, actions, refusal: documentTaken(), result: undefined };
  });
  return getCustomer(deps, input, { consistent: true });
};
