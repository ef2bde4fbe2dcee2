/** A customer's metadata as it is shown and compared (E13, E16, Q13); `check-metadata.ts` reads what is written. Pure. */

import type { Metadata } from '#contract/metadata.ts';
import { Refusal } from '#platform/errors.ts';
import type { MetadataFields } from '#shared/companies/metadata-fields.ts';
import { type Document, readRut } from './documents.ts';

/** Field of the customer's own RUT (E16); other fields of the type are other persons', as a guarantor's. */
export const ownRut = 'rut';

/** True where the profile names another RUT than the document (Q13). */
export const contradictsDocument = (metadata: Metadata, document: Document | null): boolean => {
  const written = metadata[ownRut];
  return (
    document?.documentType === 'RUT' && typeof written === 'string' && readRut(written) !== document.documentNumber
  );
};

/** @throws Refusal METADATA_VALUE_INVALID where the profile names another RUT than the document */
export const requireSameRut = (metadata: Metadata, document: Document | null): void => {
  if (!contradictsDocument(metadata, document)) return;
  const path = `metadata.${ownRut}`;
  const detail = `The document is ${document?.documentType} ${document?.documentNumber}: correct whichever is wrong.`;
  throw new Refusal('METADATA_VALUE_INVALID', `${path}: contradicts the document.`, {
    faults: [{ path, code: 'METADATA_VALUE_INVALID', detail }],
  });
};

/** What people see of it: everything but the values of archived fields. */
export const shownMetadata = ({ fields }: MetadataFields, metadata: Metadata): Metadata => {
  const archived = new Set(fields.filter((field) => field.archived).map(({ key }) => key));
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !archived.has(key)));
};

/**
 * Keys of a list's metadata columns, `email,rut` in a query (E13).
 * @throws Refusal FILTER_INVALID for a field that the company has not, or has archived
 */
export const columnKeys = ({ fields }: MetadataFields, columns: string | undefined): readonly string[] => {
  const keys = [...new Set((columns ?? '').split(',').map((key) => key.trim()))].filter((key) => key !== '');
  const unknown = keys.find((key) => !fields.some((field) => field.key === key && !field.archived));
  if (unknown !== undefined) {
    throw Refusal.at('columns', 'FILTER_INVALID', `no field "${unknown.slice(0, 40)}"; see GET /v1/metadata-fields.`);
  }
  return keys;
};
