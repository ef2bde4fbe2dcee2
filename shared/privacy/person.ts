/** Everything by which a person is known: of the customer, of those merged into it, and of what was ever sent to them. */
import type { Stored } from '#platform/table/kernel.ts';
import type { AddressValue, CustomerValue, GateValue } from '#shared/customers/entities.ts';
import type { PersonWords } from './person-marks.ts';
import type { PrivacyStore } from './privacy-store.ts';

/** A customer's page as it is stored; its addresses are read only. */
export interface StoredPage {
  readonly customer: Stored<CustomerValue>;
  readonly gate: Stored<GateValue>;
  readonly addresses: readonly Stored<AddressValue>[];
}

/** A page as it lies there itself, whether or not the customer was merged into another; undefined when it is gone. */
export type ReadOwnPage = (tenant: string, customerId: string) => Promise<StoredPage | undefined>;

export interface PersonDeps {
  readonly readOwnPage: ReadOwnPage;
  readonly privacy: Pick<PrivacyStore, 'listMessages'>;
}

/** Values of metadata that are an address or a document more likely than a word that many have. */
const isTelling = (value: string | number | boolean): boolean => {
  const text = String(value);
  return text.includes('@') || text.replace(/\D/g, '').length >= 7;
};

/** Messages that are read at a time. */
const pageSize = 100;

/** @param members ids of the customer and of those merged into it */
export const wordsOfPerson = async (
  deps: PersonDeps,
  tenant: string,
  members: readonly string[],
): Promise<PersonWords> => {
  const names = new Set<string>();
  const documents = new Set<string>();
  const addresses = new Set<string>();
  for (const customerId of members) {
    const page = await deps.readOwnPage(tenant, customerId);
    if (page !== undefined) {
      const { name, documentNumber, otherDocuments = [], merged = [], metadata } = page.customer.value;
      for (const each of [name, ...merged.map((one) => one.name)]) names.add(each);
      for (const each of [documentNumber, ...otherDocuments.map((one) => one.documentNumber)]) {
        if (each !== null) documents.add(each);
      }
      for (const each of Object.values(metadata)) if (isTelling(each)) documents.add(String(each));
      for (const { value } of page.addresses) addresses.add(value.value);
    }
    // What the customer was called before, and where it could be reached.
    let after: string | undefined;
    do {
      const { messages, last } = await deps.privacy.listMessages(tenant, customerId, after, pageSize);
      for (const { customerName, document, recipient } of messages) {
        names.add(customerName);
        if (document !== null) documents.add(document.number);
        addresses.add(recipient);
      }
      after = last;
    } while (after !== undefined);
  }
  return { names: [...names], documents: [...documents], addresses: [...addresses], ids: [...members] };
};
