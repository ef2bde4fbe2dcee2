import type { Body } from '#web/api/paths.ts';
import type { MetadataField } from '#web/session/metadata-fields.ts';
import { type MetadataDraft, metadataDraft, metadataOf } from './metadata-inputs.tsx';
import type { Customer } from './queries.ts';

/** A customer's own data as they are typed; empty: none. */
export interface ProfileDraft {
  readonly name: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly advisorId: string;
  readonly portfolios: readonly string[];
  readonly tags: readonly string[];
  readonly influencer: boolean;
  readonly metadata: MetadataDraft;
}

export const emptyProfile: ProfileDraft = {
  name: '',
  documentType: '',
  documentNumber: '',
  advisorId: '',
  portfolios: [],
  tags: [],
  influencer: false,
  metadata: {},
};

/** What is kept of the customer, to be changed. */
export const profileDraft = (customer: Customer): ProfileDraft => ({
  name: customer.name,
  documentType: customer.documentType ?? '',
  documentNumber: customer.documentNumber ?? '',
  advisorId: customer.advisorId ?? '',
  portfolios: customer.portfolios,
  tags: customer.tags,
  influencer: customer.influencer,
  metadata: metadataDraft(customer.metadata),
});

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The draft as the service takes it. Metadata are sent whole, so without the company's fields they are left as they are. */
export const profileBody = (
  draft: ProfileDraft,
  fields: readonly MetadataField[],
): Omit<Body<'createCustomer'>, 'addresses'> => ({
  name: draft.name.trim(),
  documentType: orNull(draft.documentType),
  documentNumber: orNull(draft.documentNumber),
  advisorId: orNull(draft.advisorId),
  portfolios: [...draft.portfolios],
  tags: [...draft.tags],
  influencer: draft.influencer,
  ...(fields.length === 0 ? {} : { metadata: metadataOf(fields, draft.metadata) }),
});
