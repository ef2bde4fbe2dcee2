/** What the audit trail tells of a change of a company, whoever makes it and through whichever use case. */

import type { Action } from '#platform/table/kernel.ts';
import { type AuditedChange, auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { accountsOf } from './accounts.ts';
import type { AccountValue, CompanyValue } from './entities.ts';
import { metadataFieldsOf } from './metadata-fields.ts';
import { settingsOf } from './settings.ts';

const toldSettings = (company: CompanyValue) => {
  // The senders follow from the accounts, which are told one by one.
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...settings } = settingsOf(company);
  return settings;
};

/** When a provider was asked is no change of an account. */
const toldAccount = ({
  accountId: _accountId,
  connectedAt: _connectedAt,
  checkedAt: _checkedAt,
  ...account
}: AccountValue) => account;

const accountChanges = (before: CompanyValue | undefined, after: CompanyValue): Omit<AuditedChange, 'tenant'>[] => {
  const byId = (company: CompanyValue | undefined) =>
    new Map((company === undefined ? [] : accountsOf(company)).map((account) => [account.accountId, account]));
  const [was, is] = [byId(before), byId(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((accountId) => {
    const [old, now] = [was.get(accountId), is.get(accountId)];
    return {
      kind: 'account',
      subjectId: accountId,
      subjectName: (now ?? old)?.value ?? null,
      before: old && toldAccount(old),
      after: now && toldAccount(now),
    };
  });
};

/** @param before undefined for a new company */
export const companyAudit = (signature: Signature, before: CompanyValue | undefined, after: CompanyValue): Action[] => {
  const { tenant } = after;
  const whole = { tenant, subjectId: null, subjectName: null };
  const fields = (company: CompanyValue | undefined) => company && { fields: metadataFieldsOf(company).fields };
  return [
    ...auditActions(signature, {
      ...whole,
      kind: 'settings',
      before: before && toldSettings(before),
      after: toldSettings(after),
    }),
    ...(before === undefined
      ? []
      : auditActions(signature, { ...whole, kind: 'metadataFields', before: fields(before), after: fields(after) })),
    ...accountChanges(before, after).flatMap((change) => auditActions(signature, { tenant, ...change })),
  ];
};
