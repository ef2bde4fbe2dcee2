/** What is done with a whole company: its export, its deletion. */
import { text } from 'node:stream/consumers';
import type { CompanyUsers } from '#shared/companies/identity-provider.ts';
import { CompanyDeletionStore } from '#shared/company-data/company-deletion-store.ts';
import type { CompanyItemsDeps } from '#shared/company-data/company-items.ts';
import type { DeleteCompanyDeps } from '#shared/company-data/delete-company.ts';
import type { ExportCompanyDeps } from '#shared/company-data/export-company.ts';
import type { ExportBounds } from '#shared/company-data/export-zips.ts';
import { createFileVersions } from '#shared/privacy/file-versions.ts';
import { createNoticeMail, type MailPort } from '#shared/processes/notice-mail.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';
import { findCompany } from './companies.ts';
import { type On, part, storePart, take } from './part.ts';
import { processes } from './processes.ts';

export const companyDeletions = /* @__PURE__ */ storePart(CompanyDeletionStore);

/** What a function stands on that walks through all that a company has. */
export interface CompanyGround extends On<'table' | 'clock' | 'log'> {
  readonly objects: ObjectPort;
  readonly bucket: string;
}

/** The walk over everything of a company. */
export const companyItems = /* @__PURE__ */ part((on: CompanyGround): CompanyItemsDeps => {
  const stored = createStoredFiles(on.objects, on.bucket);
  return {
    table: on.table,
    async readFile(key) {
      const pieces = await stored.read(key);
      return pieces === undefined ? '' : text(pieces);
    },
  };
});

/** What a function stands on that exports companies. */
export interface ExportingGround extends CompanyGround {
  /** Smaller in tests. */
  readonly bounds?: Partial<ExportBounds>;
}

export const exportingCompany = /* @__PURE__ */ part(
  (on: ExportingGround): Omit<ExportCompanyDeps, 'jobs'> => ({
    ...take(on, { processes, findCompany }),
    files: createFileVersions(on.objects, on.bucket),
    stored: createStoredFiles(on.objects, on.bucket),
  }),
);

export interface DeletingGround extends CompanyGround {
  readonly users: CompanyUsers;
  readonly mail: MailPort;
  readonly consoleUrl: string;
  /** Items of any company in one look; default that of the walk. */
  readonly pageItems?: number;
}

export const deletingCompany = /* @__PURE__ */ part(
  (on: DeletingGround): Omit<DeleteCompanyDeps, 'jobs'> => ({
    ...take(on, { processes }),
    ...companyItems(on),
    deletions: companyDeletions(on),
    files: createFileVersions(on.objects, on.bucket),
    sendNotice: createNoticeMail(on.mail),
  }),
);
