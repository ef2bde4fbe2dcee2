/** What the default metadata fields show where the profile records nothing: the customer's own data (E16). */
import type { Channel } from './vocabulary.ts';

/**
 * Values by the keys of the default fields: first e-mail address, first number, and the document where it is a RUT.
 * A key is absent where the customer has none.
 */
export const ownValues = ({
  documentType,
  documentNumber,
  contacts,
}: {
  readonly documentType: string | null;
  readonly documentNumber: string | null;
  /** Addresses, the first of each kind leading. */
  readonly contacts: readonly { readonly channel: Channel; readonly value: string }[];
}): Readonly<Record<string, string>> => {
  const email = contacts.find(({ channel }) => channel === 'email')?.value;
  const phone = contacts.find(({ channel }) => channel !== 'email')?.value;
  return {
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(documentType === 'RUT' && documentNumber !== null ? { rut: documentNumber } : {}),
  };
};
