/**
 * Whether an e-mail address is one of the company's own: a user's, the one that it sends from, or one that it receives
 * at. A mail from there is not the customer's, whoever's conversation it names (§5.6 #110).
 */
import type { Clock } from '#platform/clock.ts';
import type { FindCompany } from './find-company.ts';
import type { CompanyStore } from './store.ts';

/** How long the addresses of a company's users are remembered, ms: a new user's first mail may wait that long. */
const rememberedMs = 60_000;

/** Companies that one function remembers; beyond it the oldest is forgotten. */
const remembered = 100;

/** @param address in lower case */
export type IsOwnAddress = (tenant: string, address: string) => Promise<boolean>;

/** @param deps.domain where the deployment receives mail */
export const createIsOwnAddress = (deps: {
  readonly companies: Pick<CompanyStore, 'listUsers'>;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
  readonly domain: string;
}): IsOwnAddress => {
  const known = new Map<string, { readonly emails: ReadonlySet<string>; readonly until: number }>();
  const usersOf = async (tenant: string): Promise<ReadonlySet<string>> => {
    const now = deps.clock.now();
    const hit = known.get(tenant);
    if (hit !== undefined && now < hit.until) return hit.emails;
    const users = await deps.companies.listUsers(tenant);
    const emails = new Set(users.map(({ email }) => email.toLowerCase()));
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(tenant, { emails, until: now + rememberedMs });
    return emails;
  };
  return async (tenant, address) => {
    if (address.endsWith(`@${deps.domain}`)) return true;
    const { senders } = await deps.findCompany(tenant);
    if (senders.email?.fromAddress.toLowerCase() === address) return true;
    return (await usersOf(tenant)).has(address);
  };
};
