/** Changes of a company's accounts by people and by what the providers say (E25–E27). */
import type { AccountFault } from '#contract/account-words.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { type Signature, signedBySystem, signedByUser } from '#shared/audit/audit-actions.ts';
import {
  type AccountView,
  accountsOf,
  accountViews,
  inState,
  isConnected,
  withAccounts,
  withDefault,
} from './accounts.ts';
import type { AccountValue, CompanyValue } from './entities.ts';
import { requireCompany } from './find-company.ts';
import type { CompanyStore } from './store.ts';

/**
 * What a provider says of an account. `unknown`: it did not answer, or cannot tell; the account then stays as it is, for
 * a provider that is out of reach says nothing against an account.
 */
export type AccountStanding =
  | { readonly kind: 'usable' }
  | { readonly kind: 'unusable'; readonly reason: AccountFault }
  | { readonly kind: 'unknown' };

/** Port to the providers. */
export type AskProvider = (account: AccountValue) => Promise<AccountStanding>;

export interface ChangeAccountDeps {
  readonly companies: Pick<CompanyStore, 'find' | 'change'>;
  readonly clock: Clock;
}

/** Signs a change that is written at this time, epoch ms. */
type Sign = (now: number) => Signature;

/** Applies `change` to the accounts as they are now; nothing is written when it gives back the same list. */
const changeAccounts = (
  { companies, clock }: ChangeAccountDeps,
  { tenant, sign }: { readonly tenant: string; readonly sign: Sign },
  change: (accounts: readonly AccountValue[], now: number) => readonly AccountValue[],
): Promise<CompanyValue> =>
  changeItem({
    item: `accounts of ${tenant}`,
    read: async () => requireCompany(await companies.find(tenant, { consistent: true })),
    decide: (before) => {
      const accounts = accountsOf(before.value);
      const now = clock.now();
      const after = change(accounts, now);
      if (after === accounts) return { result: before.value };
      const next = withAccounts(before.value, after, now);
      return { write: async () => (await companies.change(before, next, sign(now))).value };
    },
  });

/** A change that a user makes. */
interface Target {
  readonly tenant: string;
  readonly userId: string;
  readonly accountId: string;
}

const requireAccount = (accounts: readonly AccountValue[], accountId: string): AccountValue => {
  const account = accounts.find((candidate) => candidate.accountId === accountId);
  if (account === undefined) throw new Refusal('ACCOUNT_NOT_FOUND', 'The company has no account with this id.');
  return account;
};

const changeOne = async (
  deps: ChangeAccountDeps,
  { tenant, userId, accountId }: Target,
  change: (account: AccountValue, now: number) => AccountValue,
): Promise<AccountView> => {
  const company = await changeAccounts(deps, { tenant, sign: (now) => signedByUser(userId, now) }, (accounts, now) => {
    const before = requireAccount(accounts, accountId);
    const after = change(before, now);
    return after === before ? accounts : accounts.map((account) => (account === before ? after : account));
  });
  return viewOf(company, accountId);
};

const viewOf = (company: CompanyValue, accountId: string): AccountView => {
  const view = accountViews(company).find((account) => account.accountId === accountId);
  if (view === undefined) throw new Refusal('ACCOUNT_NOT_FOUND', 'The company has no account with this id.');
  return view;
};

/** @throws Refusal ACCOUNT_NOT_FOUND */
export const disconnectAccount = (deps: ChangeAccountDeps, target: Target): Promise<AccountView> =>
  changeOne(deps, target, (account, now) =>
    account.state === 'disconnected'
      ? account
      : inState(account, { state: 'disconnected', reason: 'DISCONNECTED_BY_USER' }, now),
  );

const standing = (account: AccountValue, told: Exclude<AccountStanding, { kind: 'unknown' }>, now: number) => ({
  ...inState(
    account,
    told.kind === 'usable' ? { state: 'connected', reason: null } : { state: 'error', reason: told.reason },
    now,
  ),
  checkedAt: now,
});

/**
 * Connects again what an administrator disconnected; the provider is asked first.
 * @throws Refusal ACCOUNT_NOT_FOUND, PROVIDER_UNAVAILABLE
 */
export const reconnectAccount = async (
  deps: ChangeAccountDeps & { readonly askProvider: AskProvider },
  target: Target,
): Promise<AccountView> => {
  const company = requireCompany(await deps.companies.find(target.tenant, { consistent: true })).value;
  const told = await deps.askProvider(requireAccount(accountsOf(company), target.accountId));
  if (told.kind === 'unknown') {
    throw new Refusal('PROVIDER_UNAVAILABLE', 'The provider did not report the state of the account. Try again.');
  }
  return changeOne(deps, target, (account, now) => standing(account, told, now));
};

/** @throws Refusal ACCOUNT_NOT_FOUND; ACCOUNT_NOT_CONNECTED for a default that cannot send */
export const patchAccount = async (
  deps: ChangeAccountDeps,
  input: Target & { readonly displayName?: string | undefined; readonly default?: true | undefined },
): Promise<AccountView> => {
  const { tenant, userId, accountId, displayName } = input;
  const sign: Sign = (now) => signedByUser(userId, now);
  const company = await changeAccounts(deps, { tenant, sign }, (accounts) => {
    const before = requireAccount(accounts, accountId);
    if (input.default && !isConnected(before)) {
      throw new Refusal('ACCOUNT_NOT_CONNECTED', 'Connect the account before you make it the default.');
    }
    const named = accounts.map((account) =>
      account === before && displayName !== undefined ? renamed(account, displayName) : account,
    );
    return input.default ? withDefault(named, before) : named;
  });
  return viewOf(company, accountId);
};

/** An e-mail's name is what recipients see as its sender. */
const renamed = (account: AccountValue, displayName: string): AccountValue =>
  account.channel === 'email'
    ? { ...account, displayName, sender: { ...account.sender, fromName: displayName } }
    : { ...account, displayName };

/**
 * Asks the providers for the state of all accounts. One that an administrator disconnected stays so.
 * @param options.record writes when they were asked, also where nothing is new: for people who look
 * @returns the company, and how many accounts no provider told anything of
 */
export const refreshAccounts = async (
  deps: ChangeAccountDeps & { readonly askProvider: AskProvider },
  tenant: string,
  options: { readonly record: boolean },
): Promise<{ readonly company: CompanyValue; readonly unknown: number }> => {
  const before = requireCompany(await deps.companies.find(tenant, { consistent: true })).value;
  const told = new Map<string, AccountStanding>();
  for (const account of accountsOf(before)) told.set(account.accountId, await deps.askProvider(account));
  const company = await changeAccounts(deps, { tenant, sign: signedBySystem }, (accounts, now) => {
    const next = accounts.map((account) => {
      const answer = told.get(account.accountId);
      if (answer === undefined || answer.kind === 'unknown' || account.state === 'disconnected') return account;
      const after = standing(account, answer, now);
      const isNew = after.state !== account.state || after.reason !== account.reason;
      return isNew || options.record ? after : account;
    });
    return next.every((account, position) => account === accounts[position]) ? accounts : next;
  });
  return { company, unknown: [...told.values()].filter(({ kind }) => kind === 'unknown').length };
};
