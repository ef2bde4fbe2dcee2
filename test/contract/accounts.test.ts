/** Accounts of the company and of customers on the real engine: E18–E22, E25–E27, F11. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { AccountSchema } from '#contract/accounts.ts';
import type { listCustomerAccounts } from '#contract/contactability.ts';
import type { Problem } from '#contract/errors.ts';
import { businessAccountOf } from '#shared/companies/accounts.ts';
import type { AccountStanding } from '#shared/companies/change-account.ts';
import { ProvisionInputSchema, provisionCompany } from '#shared/companies/provision-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { accountRoutes } from '../../functions/api/accounts/bindings.ts';
import { createAccountStates } from '../../functions/schedules/account-states/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { type CustomerAnswer, contactApi, countingLog, ListClient } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Account = z.infer<typeof AccountSchema>;
type CustomerAccounts = z.infer<(typeof listCustomerAccounts)['answer']>;

let now = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => now };
let engine: TestTable;
let accounts: ReturnType<typeof callApi>;
let contacts: ReturnType<typeof contactApi>;
/** What the providers say, by the account's address or number; the others are fine. */
let told: Map<string, AccountStanding>;
let tenant = '';
let count = 0;

const askProvider = async ({ value }: { value: string }): Promise<AccountStanding> =>
  told.get(value) ?? { kind: 'usable' };

beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(async () => {
  count += 1;
  now += 60_000;
  tenant = `demo-${count}`;
  told = new Map();
  accounts = callApi(accountRoutes({ table: engine.table, clock, askProvider }));
  contacts = contactApi(engine.table, clock, { ses: new ListClient(), sms: new ListClient() });
  await provision();
});

const number = (n: number) => ({
  phoneNumberId: `phone-${tenant}-${n}`,
  metaPhoneNumberId: `90080${count}0${n}`,
  displayNumber: `+5690000${String(count).padStart(2, '0')}0${n}`,
});
const provision = (over: object = {}) =>
  provisionCompany(
    { companies: new CompanyStore(engine.table), clock, inboundDomain: 'mail.example' },
    ProvisionInputSchema.parse({
      tenantId: tenant,
      name: tenant,
      senders: {
        email: { fromAddress: `avisos@${tenant}.example`, fromName: 'Avisos', tenantName: 'demo' },
        sms: { originationIdentity: `+5690001${String(count).padStart(4, '0')}` },
        whatsapp: number(1),
      },
      furtherSenders: { whatsapp: [number(2)] },
      ...over,
    }),
  );

const admin = () => ({ tenant, roles: ['admin'] as const });
const list = async (): Promise<Account[]> =>
  (await accounts<{ items: Account[] }>({ call: 'GET /v1/accounts', caller: admin() })).body.items;
const accountOf = async (channel: string, position = 0): Promise<Account> => {
  const found = (await list()).filter((account) => account.channel === channel)[position];
  if (found === undefined) throw new Error(`No ${channel} account ${position}.`);
  return found;
};
const act = async (action: string, { accountId }: { accountId: string }) => {
  const answer = await accounts<Account & Problem>({
    call: `POST /v1/accounts/${accountId}/${action}`,
    caller: admin(),
  });
  // Settings are remembered for some seconds.
  now += 6_000;
  return answer;
};

const create = async (...channels: string[]): Promise<CustomerAnswer> => {
  const phone = `+5698${String(count).padStart(3, '0')}0001`;
  const body = {
    name: 'Ana',
    addresses: channels.map((channel) => ({ channel, value: channel === 'email' ? 'ana@x.example' : phone })),
  };
  return (await contacts.call<CustomerAnswer>('POST /v1/customers', body, { tenant })).body;
};
const accountsOf = async ({ customerId }: CustomerAnswer): Promise<CustomerAccounts> =>
  (await contacts.call<CustomerAccounts>(`GET /v1/customers/${customerId}/accounts`, undefined, { tenant })).body;
const codes = (reasons: readonly { code: string }[] | undefined) => reasons?.map(({ code }) => code);
const wrote = (customer: CustomerAnswer, account: Account) => {
  const addressId = customer.addresses[0]?.addressId ?? '';
  const deps = { customers: new CustomerStore(engine.table) };
  return updateGate(deps, tenant, customer.customerId, (gate) => ({
    ...gate,
    lastInboundAt: { [addressId]: now },
    lastInboundTo: { [addressId]: account.accountId },
  }));
};
interface Checked {
  readonly allowed: boolean;
  readonly reasons: { readonly code: string; readonly blocking: boolean }[];
}
const checked = async ({ customerId }: CustomerAnswer, query = ''): Promise<Checked> =>
  (await contacts.call<Checked>(`GET /v1/customers/${customerId}/contact-check${query}`, undefined, { tenant })).body;

describe('accounts of the company', () => {
  it('are several per channel, one of them the default', async () => {
    expect((await list()).map(({ channel, state, default: first }) => [channel, state, first])).toEqual([
      ['email', 'connected', true],
      ['sms', 'connected', true],
      ['whatsapp', 'connected', true],
      ['whatsapp', 'connected', false],
    ]);
  });

  it('a company that was kept with one sender a channel has those, until they change', async () => {
    await provision({ furtherSenders: undefined });
    expect((await list()).map(({ channel }) => channel)).toEqual(['email', 'sms', 'whatsapp']);
    const stored = await new CompanyStore(engine.table).find(tenant);
    expect(stored?.value.accounts).toBeUndefined();
    await act('disconnect', await accountOf('sms'));
    expect(await accountOf('sms')).toMatchObject({ state: 'disconnected', default: false });
    expect((await new CompanyStore(engine.table).find(tenant))?.value.senders.sms).toBeNull();
  });

  it('provisioned twice change nothing', async () => {
    const before = await new CompanyStore(engine.table).find(tenant);
    await provision();
    expect(await new CompanyStore(engine.table).find(tenant)).toEqual(before);
  });

  it('E23: the business account of their numbers stays known while they are disconnected, and is one for all', async () => {
    const account = { businessAccountId: 'waba-1' };
    const known = async () => {
      const company = await new CompanyStore(engine.table).find(tenant);
      return company && businessAccountOf(company.value);
    };
    expect(await known()).toBeUndefined();
    const senders = { email: null, sms: null, whatsapp: { ...number(1), ...account } };
    const furtherSenders = { whatsapp: [{ ...number(2), ...account }] };
    await provision({ senders, furtherSenders });
    expect(await known()).toBe('waba-1');
    for (const each of await list()) await act('disconnect', each);
    expect(await known()).toBe('waba-1');
    const other = { whatsapp: [{ ...number(2), businessAccountId: 'waba-2' }] };
    await expect(provision({ senders, furtherSenders: other })).rejects.toThrow(/waba-1 and waba-2/);
    // Given to a number that is a further account only, it is kept all the same.
    await provision({ senders: { ...senders, whatsapp: number(1) }, furtherSenders });
    expect(await known()).toBe('waba-1');
  });

  it('are disconnected and reconnected; the other one of the channel takes over meanwhile', async () => {
    const [first, second] = [await accountOf('whatsapp'), await accountOf('whatsapp', 1)];
    expect((await act('disconnect', first)).body).toMatchObject({
      state: 'disconnected',
      reason: 'DISCONNECTED_BY_USER',
      default: false,
    });
    expect(await accountOf('whatsapp')).toMatchObject({ accountId: second.accountId, default: true });
    expect((await act('reconnect', first)).body).toMatchObject({ state: 'connected', reason: null, default: true });
    told.set(first.value, { kind: 'unusable', reason: 'NOT_FOUND_AT_PROVIDER' });
    await act('disconnect', first);
    expect((await act('reconnect', first)).body).toMatchObject({ state: 'error', reason: 'NOT_FOUND_AT_PROVIDER' });
    told.set(first.value, { kind: 'unknown' });
    expect((await act('reconnect', first)).body.code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('another one becomes the default, and gets a name; one that cannot send does not', async () => {
    const second = await accountOf('whatsapp', 1);
    const call = `PATCH /v1/accounts/${second.accountId}`;
    const body = { default: true, displayName: 'Cobranza Sur' };
    const patched = await accounts<Account>({ call, body, caller: admin() });
    expect(patched.body).toMatchObject({ default: true, displayName: 'Cobranza Sur' });
    const first = await accountOf('whatsapp', 1);
    await act('disconnect', first);
    const refused = await accounts<Problem>({
      call: `PATCH /v1/accounts/${first.accountId}`,
      body: { default: true },
      caller: admin(),
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'ACCOUNT_NOT_CONNECTED' } });
  });

  it('follow the providers by the hour and on demand; what they do not tell changes nothing', async () => {
    const log = countingLog();
    const look = createAccountStates({ table: engine.table, askProvider, log });
    const [email, sms] = [await accountOf('email'), await accountOf('sms')];
    told.set(email.value, { kind: 'unusable', reason: 'VERIFICATION_FAILED' });
    told.set(sms.value, { kind: 'unknown' });
    const time = new Date(now).toISOString();
    expect((await look({ time })).failed).toBe(0);
    expect(await accountOf('email')).toMatchObject({ state: 'error', reason: 'VERIFICATION_FAILED', checkedAt: time });
    expect(await accountOf('sms')).toMatchObject({ state: 'connected', checkedAt: null });
    const before = await new CompanyStore(engine.table).find(tenant);
    await look({ time: new Date(now + 3_600_000).toISOString() });
    expect(await new CompanyStore(engine.table).find(tenant)).toEqual(before);
    told.clear();
    const refreshed = await accounts<{ items: Account[] }>({ call: 'POST /v1/accounts/refresh', caller: admin() });
    expect(refreshed.body.items.map(({ state }) => state)).toEqual(Array(4).fill('connected'));
    expect(refreshed.body.items.every(({ checkedAt }) => checkedAt !== null)).toBe(true);
    for (const { value } of refreshed.body.items) told.set(value, { kind: 'unknown' });
    const silent = await accounts<Problem>({ call: 'POST /v1/accounts/refresh', caller: admin() });
    expect(silent).toMatchObject({ status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } });
  });

  it('one that an administrator disconnected stays so, whatever the provider says', async () => {
    const sms = await accountOf('sms');
    await act('disconnect', sms);
    await accounts({ call: 'POST /v1/accounts/refresh', caller: admin() });
    expect(await accountOf('sms')).toMatchObject({ state: 'disconnected' });
  });

  it("another company's account answers as one that does not exist", async () => {
    const { accountId } = await accountOf('sms');
    await provision({
      tenantId: 'other',
      senders: { email: null, sms: null, whatsapp: null },
      furtherSenders: undefined,
    });
    const caller = { tenant: 'other', roles: ['admin'] as const };
    for (const action of ['disconnect', 'reconnect']) {
      const foreign = await accounts<Problem>({ call: `POST /v1/accounts/${accountId}/${action}`, caller });
      const missing = await accounts<Problem>({ call: `POST /v1/accounts/nothing/${action}`, caller });
      expect(foreign).toEqual(missing);
      expect(foreign).toMatchObject({ status: 404, body: { code: 'ACCOUNT_NOT_FOUND' } });
    }
    expect(await accountOf('sms')).toMatchObject({ state: 'connected' });
  });
});

describe('accounts of a customer (E18–E22)', () => {
  it('E21, E22: each address with its form and the account that would send; two give a choice', async () => {
    const { items, reasons } = await accountsOf(await create('whatsapp', 'email', 'call'));
    expect(reasons).toEqual([]);
    expect(items.map(({ channel, allowed, sendsFrom }) => [channel, allowed, sendsFrom?.value])).toEqual([
      ['email', true, `avisos@${tenant}.example`],
      ['whatsapp', false, number(1).displayNumber],
      ['call', false, undefined],
    ]);
    expect(items.map(({ form }) => form)).toEqual([
      {
        freeText: ['subject', 'body', 'attachments'],
        template: ['templateId', 'variables'],
        approvalNeeded: false,
        freeTextUntil: null,
      },
      { freeText: ['body'], template: ['templateId', 'variables'], approvalNeeded: true, freeTextUntil: null },
      null,
    ]);
    // Without an approved template there is nothing that could be sent yet (E23).
    expect(codes(items[1]?.byHand?.reasons)).toEqual(['WHATSAPP_WINDOW_CLOSED', 'NO_APPROVED_TEMPLATE']);
    expect(items[1]?.byTemplate).toEqual({ allowed: true, reasons: [] });
  });

  it("within a day of the customer's message the account that was written to answers", async () => {
    const customer = await create('whatsapp');
    const second = await accountOf('whatsapp', 1);
    await wrote(customer, second);
    const [account] = (await accountsOf(customer)).items;
    expect(account).toMatchObject({
      allowed: true,
      byHand: { allowed: true, reasons: [] },
      sendsFrom: { accountId: second.accountId },
      form: { freeTextUntil: new Date(now + 86_400_000).toISOString() },
    });
  });

  it('E25: the account that was written to is no longer connected', async () => {
    const customer = await create('whatsapp');
    const second = await accountOf('whatsapp', 1);
    await wrote(customer, second);
    await act('disconnect', second);
    const [account] = (await accountsOf(customer)).items;
    expect(codes(account?.byHand?.reasons)).toEqual(['ACCOUNT_DISCONNECTED']);
    expect(account?.byHand?.reasons[0]?.detail).toBe('La cuenta a la que escribió el cliente ya no está conectada.');
    expect(account?.byTemplate?.allowed).toBe(true);
    expect(account?.sendsFrom?.value).toBe(number(1).displayNumber);
    expect((await checked(customer, '?channel=whatsapp')).allowed).toBe(false);
  });

  it('E25 on other channels only warns: the default account answers', async () => {
    const customer = await create('email');
    await wrote(customer, { ...(await accountOf('whatsapp', 1)) });
    await act('disconnect', await accountOf('whatsapp', 1));
    expect(await checked(customer, '?channel=email')).toEqual({
      allowed: true,
      reasons: [expect.objectContaining({ code: 'ACCOUNT_DISCONNECTED', blocking: false })],
    });
  });

  it('E26: no WhatsApp account for proactive contact', async () => {
    const customer = await create('whatsapp', 'email');
    for (const account of await list()) if (account.channel === 'whatsapp') await act('disconnect', account);
    const { items } = await accountsOf(customer);
    expect(codes(items[1]?.byTemplate?.reasons)).toEqual(['NO_SENDER', 'NO_PROACTIVE_ACCOUNT']);
    expect(items[1]).toMatchObject({ allowed: false, sendsFrom: null });
    expect(codes((await checked(customer, '?channel=whatsapp')).reasons)).toContain('NO_PROACTIVE_ACCOUNT');
    expect((await checked(customer)).allowed).toBe(true);
  });

  it('E27: no valid account for any channel of the customer', async () => {
    const customer = await create('email');
    await act('disconnect', await accountOf('email'));
    const { items, reasons } = await accountsOf(customer);
    expect(codes(reasons)).toEqual(['NO_VALID_ACCOUNT']);
    expect(items[0]).toMatchObject({ allowed: false, sendsFrom: null });
    expect(codes((await checked(customer)).reasons)).toEqual(['NO_VALID_ACCOUNT', 'NO_SENDER']);
    expect(codes((await accountsOf(await create())).reasons)).toEqual(['NO_ADDRESS', 'CUSTOMER_NOT_CONTACTABLE']);
  });
});
