/** Deletion of a company with everything that it has (ADR 68). */
import * as z from 'zod';
import { type CompanyDeletionReason, companyDeletionReasons } from './company-deletion-words.ts';
import { lineField, TimestampSchema } from './fields.ts';
import { administrators, defineRoute } from './route.ts';

const path = '/v1/company/deletion';

export const CompanyDeletionReasonSchema = z.enum(
  Object.keys(companyDeletionReasons) as [CompanyDeletionReason, ...CompanyDeletionReason[]],
);

/** `none`: nobody has asked for it. `waiting`: it begins at `beginsAt`, and can be taken back until then. */
export const CompanyDeletionSchema = z.strictObject({
  state: z.enum(['none', 'waiting']),
  /** Days that a deletion which is asked for now would wait. */
  waitDays: z.int(),
  requestedAt: TimestampSchema.nullable(),
  /** User who asked for it. */
  requestedBy: z.string().nullable(),
  reason: CompanyDeletionReasonSchema.nullable(),
  beginsAt: TimestampSchema.nullable(),
  /** Its process in the process log. */
  processId: z.string().nullable(),
});
export type CompanyDeletionAnswer = z.infer<typeof CompanyDeletionSchema>;

const common = {
  path,
  resource: 'companies',
  roles: administrators,
  scope: 'closed',
  params: undefined,
  query: undefined,
  answer: CompanyDeletionSchema,
} as const;

export const getCompanyDeletion = defineRoute({
  ...common,
  id: 'getCompanyDeletion',
  method: 'GET',
  summary: 'Reads whether the company is to be deleted, and when that begins',
  body: undefined,
  status: 200,
  errors: [],
});

export const requestCompanyDeletion = defineRoute({
  ...common,
  id: 'requestCompanyDeletion',
  method: 'POST',
  summary: 'Asks for the deletion of the company with everything that it has; it begins after a wait',
  body: z.strictObject({
    /** The exact name of the company, typed by whoever asks. */
    name: lineField(80),
    reason: CompanyDeletionReasonSchema,
  }),
  status: 202,
  errors: ['COMPANY_NAME_DIFFERS', 'COMPANY_DELETION_WAITS'],
});

export const takeBackCompanyDeletion = defineRoute({
  ...common,
  id: 'takeBackCompanyDeletion',
  method: 'DELETE',
  summary: 'Takes the deletion of the company back, as long as it has not begun',
  body: undefined,
  status: 200,
  errors: ['COMPANY_DELETION_NOT_FOUND'],
});

export const companyDeletionRoutes = [getCompanyDeletion, requestCompanyDeletion, takeBackCompanyDeletion] as const;
