/** Rights over personal data: erasures, files of all that is known of a person. */
import { forgetLast as forgetLastIn } from '#shared/conversations/forget-last.ts';
import { projectCustomer as projectCustomerIn } from '#shared/customers/project-customer.ts';
import { dropFiles as dropFilesIn } from '#shared/messaging/ledger/drop-files.ts';
import { eraseMessage as eraseMessageIn } from '#shared/messaging/ledger/erase-message.ts';
import { pseudonymiseMessage } from '#shared/messaging/ledger/pseudonymise-message.ts';
import { CarriedStore } from '#shared/privacy/carried-store.ts';
import type { CarryCustomerDeps } from '#shared/privacy/carry-customer.ts';
import type { EraseCustomerDeps } from '#shared/privacy/erase-customer.ts';
import { createFileVersions } from '#shared/privacy/file-versions.ts';
import type { ReadOwnPage } from '#shared/privacy/person.ts';
import { PrivacyStore } from '#shared/privacy/privacy-store.ts';
import type { RemoveEndedDeps } from '#shared/privacy/remove-ended.ts';
import { RetentionStore } from '#shared/privacy/retention-store.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';
import { findCompany } from './companies.ts';
import { recordOptOut } from './contactability.ts';
import { conversations } from './conversations.ts';
import { countListed, customers, listings } from './customers.ts';
import { attachments, messages } from './messaging.ts';
import { type On, part, storePart, take } from './part.ts';
import { processes } from './processes.ts';

export const privacy = /* @__PURE__ */ storePart(PrivacyStore);
export const retention = /* @__PURE__ */ storePart(RetentionStore);

const readOwnPage = /* @__PURE__ */ part(
  (on: On<'table'>): ReadOwnPage =>
    (tenant, customerId) =>
      customers(on).findPage(tenant, customerId, { consistent: true, asStored: true }),
);

/** A customer's page as it stands, for what is decided. */
export const readPage = /* @__PURE__ */ part(
  (on: On<'table'>): ReadOwnPage =>
    (tenant, customerId) =>
      customers(on).findPage(tenant, customerId, { consistent: true }),
);

/** What a function stands on that erases, or makes files of a person. */
export interface ErasingGround extends On<'table' | 'clock' | 'log' | 'addressKey'> {
  readonly objects: ObjectPort;
  readonly bucket: string;
  /** From which a part of a file is stored, bytes; default 8 MiB. */
  readonly partBytes?: number;
}

export const erasing = /* @__PURE__ */ part((on: ErasingGround): Omit<EraseCustomerDeps, 'jobs'> => {
  const files = createFileVersions(on.objects, on.bucket);
  // No version of a file stays.
  const whole = { delete: (key: string) => files.remove(key).then(() => undefined) };
  const ledger = { ...take(on, { messages, attachments }), files: whole, addressKey: on.addressKey };
  const lists = take(on, { customers, listings });
  return {
    ...take(on, { privacy, processes, readOwnPage, recordOptOut }),
    files,
    pseudonymise: (message) => pseudonymiseMessage(ledger, message),
    async projectCustomer(tenant, customerId) {
      await projectCustomerIn(lists, tenant, customerId);
      await countListed(on)(tenant, [customerId]);
    },
  };
});

const carried = /* @__PURE__ */ storePart(CarriedStore);

export const carrying = /* @__PURE__ */ part(
  (on: ErasingGround): Omit<CarryCustomerDeps, 'jobs'> => ({
    ...take(on, { privacy, processes, readOwnPage, carried, findCompany }),
    files: createFileVersions(on.objects, on.bucket),
    stored: createStoredFiles(on.objects, on.bucket),
  }),
);

export const removingEnded = /* @__PURE__ */ part((on: ErasingGround): Omit<RemoveEndedDeps, 'jobs'> => {
  const files = createFileVersions(on.objects, on.bucket);
  // No version of a file stays.
  const whole = { delete: (key: string) => files.remove(key).then(() => undefined) };
  const ledger = { ...take(on, { messages, attachments }), files: whole };
  const rows = take(on, { conversations });
  return {
    ...take(on, { privacy, processes, retention, findCompany }),
    files,
    eraseMessage: (message) => eraseMessageIn(ledger, message),
    dropFiles: (message) => dropFilesIn(ledger, message),
    forgetLast: (message) => forgetLastIn(rows, message),
  };
});
