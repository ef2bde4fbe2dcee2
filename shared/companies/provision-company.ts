/** Operator's work: makes a company, or connects other senders to it. Repeating it changes nothing. */
import * as z from 'zod';
import { BreakerSettingsSchema, SenderSettingsSchema } from '#contract/companies.ts';
import { IdSchema, lineField, TimeZoneSchema, tenantPattern } from '#contract/fields.ts';
import { CompanyLimitsSchema } from '#contract/limits.ts';
import { RoleSchema } from '#contract/vocabulary-schemas.ts';
import type { Clock } from '#platform/clock.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedByOperator } from '#shared/audit/audit-actions.ts';
import { accountsOfSenders } from './accounts.ts';
import { defaultPlace, newCompany } from './defaults.ts';
import type { AccountValue, CompanyValue } from './entities.ts';
import { keepUser } from './keep-user.ts';
import { companyMailbox, replyMailbox } from './mailboxes.ts';
import type { CompanyStore, InboundAddress } from './store.ts';

/** `phoneNumberId` is AWS's, for sending and in AWS's events; Meta's own id, digits only, stands in Meta's. */
const connectedWhatsApp = SenderSettingsSchema.shape.whatsapp
  .unwrap()
  .extend({ metaPhoneNumberId: z.string().regex(/^\d{5,30}$/) });

/** What the operator gives. `users` are those of the identity provider; sign-ins keep them up to date later. */
export const ProvisionInputSchema = z.strictObject({
  tenantId: z.string().regex(tenantPattern, { error: 'Use 3 to 40 of a-z, 0-9 and "-".' }),
  name: lineField(80),
  timeZone: TimeZoneSchema.default(defaultPlace.timeZone),
  language: z.enum(['es', 'en']).default(defaultPlace.language),
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default(defaultPlace.defaultCountry),
  /** For a new company; without it, sending that goes wrong is held automatically. */
  breaker: BreakerSettingsSchema.exactOptional(),
  senders: z.strictObject({
    ...SenderSettingsSchema.shape,
    whatsapp: connectedWhatsApp.nullable(),
  }),
  /** Accounts beside those of `senders`, which are the defaults of their channels. */
  furtherSenders: z
    .strictObject({
      email: z.array(SenderSettingsSchema.shape.email.unwrap()).max(20).default([]),
      sms: z.array(SenderSettingsSchema.shape.sms.unwrap()).max(20).default([]),
      whatsapp: z.array(connectedWhatsApp).max(20).default([]),
    })
    .default({ email: [], sms: [], whatsapp: [] }),
  /** Limits of this company alone; those that are left out are the deployment's. Left out altogether: as they were. */
  limits: CompanyLimitsSchema.optional(),
  users: z
    .array(
      z.strictObject({
        userId: IdSchema,
        name: lineField(120),
        email: z.email().max(254),
        roles: z.array(RoleSchema).min(1),
      }),
    )
    .max(500)
    .default([]),
});
export type ProvisionInput = z.infer<typeof ProvisionInputSchema>;

/** The operator's input cannot be carried out; the message says what to change. */
export class ProvisionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProvisionError';
  }
}

/** Every company receives e-mail: at its own address, and at the signed reply addresses of what it sends. */
const mailboxes = (tenant: string, domain: string): InboundAddress[] => [
  { channel: 'email', ours: companyMailbox(tenant, domain) },
  { channel: 'email', ours: replyMailbox(tenant, domain) },
];

/**
 * Numbers of ours that customers can write to. An event names a WhatsApp number by AWS's id where AWS's header came
 * along, else by Meta's: both are the company's.
 */
const numbersOf = ({ sms, whatsapp }: ProvisionInput['senders']): InboundAddress[] => [
  ...(sms === null ? [] : [{ channel: 'sms', ours: sms.originationIdentity }]),
  ...(whatsapp === null
    ? []
    : [whatsapp.phoneNumberId, whatsapp.metaPhoneNumberId].map((ours) => ({ channel: 'whatsapp', ours }))),
];

const sendersOf = ({ whatsapp, ...senders }: ProvisionInput['senders']): CompanyValue['senders'] => {
  if (whatsapp === null) return { ...senders, whatsapp };
  const { metaPhoneNumberId: _metaPhoneNumberId, ...kept } = whatsapp;
  return { ...senders, whatsapp: kept };
};

/** @throws ProvisionError for numbers of several business accounts: a template belongs to one of them */
const checkBusinessAccounts = (sets: readonly ProvisionInput['senders'][]): void => {
  const ids = new Set(sets.flatMap(({ whatsapp }) => whatsapp?.businessAccountId ?? []));
  if (ids.size > 1) {
    throw new ProvisionError(`${[...ids].join(' and ')}: one WhatsApp Business Account for all numbers of a company.`);
  }
};

/** Each set of senders that the input connects: the defaults first, then one account at a time. */
const setsOf = ({ senders, furtherSenders }: ProvisionInput): ProvisionInput['senders'][] => {
  const none = { email: null, sms: null, whatsapp: null };
  return [
    senders,
    ...furtherSenders.email.map((email) => ({ ...none, email })),
    ...furtherSenders.sms.map((sms) => ({ ...none, sms })),
    ...furtherSenders.whatsapp.map((whatsapp) => ({ ...none, whatsapp })),
  ];
};

/** @throws ProvisionError when one account is given twice */
const accountsIn = (sets: readonly ProvisionInput['senders'][], now: number): AccountValue[] => {
  const accounts = sets.flatMap((set, position) =>
    accountsOfSenders(sendersOf(set), { connectedAt: now, inboundNumbers: numbersOf(set) }).map((account) => ({
      ...account,
      isDefault: position === 0,
    })),
  );
  const twice = accounts.find(
    ({ accountId }, position) => accounts.findIndex((one) => one.accountId === accountId) !== position,
  );
  if (twice !== undefined) throw new ProvisionError(`${twice.channel} ${twice.value} is given twice.`);
  return accounts;
};

/** True when the same accounts are connected, whenever that was and whoever has named them since. */
const isSame = (before: readonly AccountValue[] | undefined, after: readonly AccountValue[] | undefined): boolean => {
  const told = (accounts: readonly AccountValue[] | undefined) =>
    accounts?.map((account) => {
      const business = account.channel === 'whatsapp' ? account.sender.businessAccountId : undefined;
      return [account.accountId, account.state, account.isDefault, account.inboundIds, business];
    });
  return JSON.stringify(told(before)) === JSON.stringify(told(after));
};

const withoutAccounts = ({ accounts: _accounts, ...company }: CompanyValue): CompanyValue => company;

const ownedBy = async (companies: Pick<CompanyStore, 'findInboundOwner'>, numbers: readonly InboundAddress[]) =>
  Promise.all(
    numbers.map(async (number) => ({
      ...number,
      owner: await companies.findInboundOwner(number.channel, number.ours),
    })),
  );

/** Numbers that still lead to a company that was deleted: whoever is given them takes them over. */
const formerOf = async (
  companies: Pick<CompanyStore, 'findDeletion'>,
  numbers: Awaited<ReturnType<typeof ownedBy>>,
  tenant: string,
) => {
  const former = await Promise.all(
    numbers.map(async ({ owner }) => {
      if (owner === undefined || owner === tenant) return false;
      return (await companies.findDeletion(owner))?.state === 'done';
    }),
  );
  return numbers.filter((_number, position) => former[position]);
};

/**
 * Makes the company with default settings, or connects the given senders to the one that exists. Settings of an
 * existing company are its administrators' and stay as they are.
 *
 * @throws ProvisionError when another company owns one of the numbers, or the company changed meanwhile
 */
export const provisionCompany = async (
  deps: { companies: CompanyStore; clock: Clock; inboundDomain: string },
  input: ProvisionInput,
): Promise<{ tenantId: string; created: boolean; users: number }> => {
  const { companies, clock } = deps;
  const { tenantId: tenant, users, senders: connected, furtherSenders: _further, limits, ...company } = input;
  const senders = sendersOf(connected);
  const sets = setsOf(input);
  checkBusinessAccounts(sets);
  const inboundNumbers = [...mailboxes(tenant, deps.inboundDomain), ...sets.flatMap(numbersOf)];
  // A company with one account a channel is kept as ever: its accounts follow from its senders.
  const accounts = sets.length > 1 ? { accounts: accountsIn(sets, clock.now()) } : {};
  if ((await companies.findDeletion(tenant)) !== undefined) {
    throw new ProvisionError(`${tenant} was deleted or is to be deleted: take another id for a new company.`);
  }
  const before = await companies.find(tenant, { consistent: true });
  const owned = await ownedBy(companies, inboundNumbers);
  const inherited = await formerOf(companies, owned, tenant);
  const wanted = owned.map((number) => (inherited.includes(number) ? { ...number, owner: tenant } : number));
  const foreign = wanted.find(({ owner }) => owner !== undefined && owner !== tenant);
  if (foreign !== undefined) {
    throw new ProvisionError(
      `${foreign.channel} ${foreign.ours} belongs to another company: take it from there first.`,
    );
  }
  const had = await ownedBy(companies, before?.value.inboundNumbers ?? []);
  const lost = had.filter(
    ({ channel, ours, owner }) =>
      owner === tenant && !wanted.some((number) => number.channel === channel && number.ours === ours),
  );
  const gained = wanted.filter(({ owner }) => owner === undefined);
  const bare = ({ channel, ours }: InboundAddress): InboundAddress => ({ channel, ours });
  const sendersChanged =
    JSON.stringify(before?.value.senders) !== JSON.stringify(senders) ||
    !isSame(before?.value.accounts, accounts.accounts);
  if (before === undefined || sendersChanged || gained.length + inherited.length > 0 || lost.length > 0) {
    const now = clock.now();
    const after =
      before === undefined
        ? { ...newCompany({ ...company, tenant, senders }, now), ...accounts, inboundNumbers }
        : {
            ...withoutAccounts(before.value),
            ...accounts,
            senders,
            inboundNumbers,
            updatedAt: now,
            version: before.value.version + 1,
          };
    const numbers = { gained: gained.map(bare), lost: lost.map(bare), inherited: inherited.map(bare) };
    await writeOnce(
      () => companies.provision(before, after, numbers, signedByOperator(now)),
      () => {
        throw new ProvisionError(`${tenant} or one of its numbers was changed meanwhile: run this again.`);
      },
    );
  }
  if (limits !== undefined) await companies.saveLimits({ tenant, limits }, signedByOperator(clock.now()));
  for (const user of users) await keepUser(deps, { ...user, tenant }, signedByOperator);
  return { tenantId: tenant, created: before === undefined, users: users.length };
};
