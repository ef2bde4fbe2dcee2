/** What is kept of a company: settings, users, their views, the registry of tenants, and who owns an inbound number. */
import * as z from 'zod';
import { AccountFaultSchema, AccountStateSchema } from '#contract/accounts.ts';
import { PreferencesSchema, SenderSettingsSchema, SettingsSchema } from '#contract/companies.ts';
import { CompanyDeletionReasonSchema } from '#contract/company-deletion.ts';
import { CompanyLimitsSchema } from '#contract/limits.ts';
import { MetadataFieldInputSchema } from '#contract/metadata.ts';
import { RetentionPeriodsSchema } from '#contract/retention.ts';
import { retentionKindNames } from '#contract/retention-words.ts';
import { SharedViewSchema } from '#contract/views.ts';
import { RoleSchema } from '#contract/vocabulary-schemas.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey, timeKey } from '#platform/table/keys.ts';

const { updatedAt: _updatedAt, ...settingsFields } = SettingsSchema.shape;

const accountFields = {
  accountId: z.string(),
  /** As customers see it. */
  value: z.string(),
  displayName: z.string().nullable(),
  /** Names under which events say that it was written to, lower case. */
  inboundIds: z.array(z.string()),
  state: AccountStateSchema,
  reason: AccountFaultSchema.nullable(),
  connectedAt: z.number(),
  checkedAt: z.number().nullable(),
  isDefault: z.boolean(),
};
const { email, sms, whatsapp } = SenderSettingsSchema.shape;
/** An account of the company. Times in epoch ms. */
const AccountEntitySchema = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), sender: email.unwrap(), ...accountFields }),
  z.object({ channel: z.literal('sms'), sender: sms.unwrap(), ...accountFields }),
  z.object({ channel: z.literal('whatsapp'), sender: whatsapp.unwrap(), ...accountFields }),
]);
export type AccountValue = z.infer<typeof AccountEntitySchema>;

/**
 * Settings of one company; `updatedAt` epoch ms. `inboundNumbers` are those that it holds in `InboundOwner`, so that
 * another provisioning gives up what is no longer its own.
 */
export const Company = defineEntity({
  type: 'company',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    ...settingsFields,
    // Without its own, a company has the defaults: `catalogueOf`, `recordsResults`.
    payments: settingsFields.payments.exactOptional(),
    calls: settingsFields.calls.exactOptional(),
    breaker: settingsFields.breaker.exactOptional(),
    results: settingsFields.results.exactOptional(),
    /** Fields recorded of customers, once somebody has changed those that all begin with (E17). */
    metadata: z.object({ fields: z.array(MetadataFieldInputSchema), version: z.number() }).optional(),
    /** Accounts, once there are several or one has changed: `accountsOf`. The senders follow from them. */
    accounts: z.array(AccountEntitySchema).optional(),
    inboundNumbers: z.array(z.object({ channel: z.string(), ours: z.string() })).optional(),
    updatedAt: z.number(),
  }),
  keys: (company) => companyKey(company.tenant),
});
export type CompanyValue = z.infer<typeof Company.schema>;
export const companyKey = (tenant: string) => ({ pk: tenantKey(tenant, 'SET'), sk: 'SETTINGS' });

export const User = defineEntity({
  type: 'user',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(RoleSchema),
    /** When an administrator disabled the user, who is refused everywhere since then; absent: active. */
    disabledAt: z.number().exactOptional(),
    /** Disabled or deleted at the user pool itself: active again once the pool says so (`follow-user-pool.ts`). */
    disabledAtPool: z.literal(true).exactOptional(),
    /** Sees only the customers that are assigned to them (MA13); absent: all of the company's. */
    ownCustomersOnly: z.literal(true).exactOptional(),
    updatedAt: z.number(),
  }),
  keys: (user) => userKey(user.tenant, user.userId),
});
export type UserValue = z.infer<typeof User.schema>;
export const isActive = ({ disabledAt }: Pick<UserValue, 'disabledAt'>): boolean => disabledAt === undefined;
export const usersPartition = (tenant: string) => tenantKey(tenant, 'USERS');
export const userKey = (tenant: string, userId: string) => ({ pk: usersPartition(tenant), sk: keyPart(userId) });

/** What an operator has set for one company; the others of its limits are the deployment's. */
export const CompanyLimitsItem = defineEntity({
  type: 'companyLimits',
  version: 1,
  schema: z.object({ tenant: z.string(), limits: CompanyLimitsSchema }),
  keys: (item) => limitsKey(item.tenant),
});
export type CompanyLimitsValue = z.infer<typeof CompanyLimitsItem.schema>;
export const limitsKey = (tenant: string) => ({ pk: tenantKey(tenant, 'SET'), sk: 'LIMITS' });

/** How long the company keeps what, once an administrator has chosen (ADR 67). Times in epoch ms. */
export const Retention = defineEntity({
  type: 'retention',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    periods: RetentionPeriodsSchema,
    version: z.number(),
    updatedAt: z.number(),
    /** First date of the register that was not looked at for a kind yet; absent: none was, as after a change of its period. */
    doneTo: z.partialRecord(z.enum(retentionKindNames), z.string()),
    /** When all dates were last looked at, whatever had been done before. */
    wholeAt: z.number().nullable(),
    lastRun: z.object({ processId: z.string(), finishedAt: z.number() }).nullable(),
  }),
  keys: ({ tenant }) => retentionKey(tenant),
});
export type RetentionValue = z.infer<typeof Retention.schema>;
export const retentionKey = (tenant: string) => ({ pk: tenantKey(tenant, 'SET'), sk: 'RETENTION' });

/** What all containers have counted in one window of a counter; `start` in epoch ms. */
export const Usage = defineEntity({
  type: 'usage',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    counter: z.string(),
    start: z.number(),
    seconds: z.number(),
    total: z.number(),
  }),
  keys: ({ tenant, counter, start, seconds }) => ({
    ...usageKey(tenant, counter, start),
    // A day more, so that the day before can still be looked at.
    expiresAt: Math.ceil(start / 1_000) + seconds + 86_400,
  }),
});
export const usageKey = (tenant: string, counter: string, start: number) => ({
  pk: tenantKey(tenant, 'USE', keyPart(counter)),
  sk: timeKey(start),
});

/** Columns and saved filters that a user keeps of a list (B22); the content is the contract's. */
export const UserView = defineEntity({
  type: 'userView',
  version: 1,
  schema: z.object({ tenant: z.string(), userId: z.string(), list: z.string(), content: z.unknown() }),
  keys: (view) => userViewKey(view.tenant, view.userId, view.list),
});
export const userViewKey = (tenant: string, userId: string, list: string) => ({
  pk: tenantKey(tenant, 'U', keyPart(userId)),
  sk: `VIEW#${list}`,
});

/** What a user wishes for all lists and processes alike (B34). */
export const UserPreferences = defineEntity({
  type: 'userPreferences',
  version: 1,
  schema: z.object({ tenant: z.string(), userId: z.string(), ...PreferencesSchema.shape }),
  keys: (preferences) => userPreferencesKey(preferences.tenant, preferences.userId),
});
export const userPreferencesKey = (tenant: string, userId: string) => ({
  pk: tenantKey(tenant, 'U', keyPart(userId)),
  sk: 'PREFERENCES',
});

/** A view of a list that the company shares (F22). */
export const SharedView = defineEntity({
  type: 'sharedView',
  version: 1,
  schema: z.object({ ...SharedViewSchema.shape, tenant: z.string(), updatedAt: z.number() }),
  keys: ({ tenant, list, viewId }) => sharedViewKey(tenant, list, viewId),
});
export type SharedViewValue = z.infer<typeof SharedView.schema>;
export const sharedViewsPartition = (tenant: string, list: string) => tenantKey(tenant, 'VIEWS', list);
export const sharedViewKey = (tenant: string, list: string, viewId: string) => ({
  pk: sharedViewsPartition(tenant, list),
  sk: viewId,
});

/** One of the few keys without a tenant: the list that the night run walks. */
export const TenantEntry = defineEntity({
  type: 'tenant',
  version: 1,
  schema: z.object({ tenant: z.string(), createdAt: z.number() }),
  keys: (entry) => ({ pk: tenantsPartition, sk: entry.tenant }),
});
export const tenantsPartition = 'SYS#TENANTS';

/**
 * The deletion of a company (ADR 68): what waits, that it has begun, and in the end the receipt, which stays and names nobody.
 * From `closing` on the company is closed: nothing is done for it any more. Times in epoch ms.
 */
export const CompanyDeletion = defineEntity({
  type: 'companyDeletion',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    state: z.enum(['waiting', 'closing', 'done']),
    processId: z.string(),
    /** User id of whoever asked: the pool's random id, which leads to nobody once the user is gone there. */
    requestedBy: z.string(),
    requestedAt: z.number(),
    reason: CompanyDeletionReasonSchema,
    beginsAt: z.number(),
    /** Administrators who were told by e-mail. */
    told: z.array(z.string()),
    /** Hash of the company's name: who knows the name can show that it is this one. */
    nameHash: z.string(),
    closedAt: z.number().nullable(),
    finishedAt: z.number().nullable(),
    /**
     * What was deleted: items by kind, files with all their versions, users of the pool. At least: what a worker had deleted that
     * died before it could note it is not in it.
     */
    counts: z.object({ items: z.record(z.string(), z.number()), fileVersions: z.number(), users: z.number() }),
  }),
  keys: ({ tenant }) => companyDeletionKey(tenant),
});
export type CompanyDeletionValue = z.infer<typeof CompanyDeletion.schema>;
export const companyDeletionKey = (tenant: string) => ({ pk: 'SYS#DELETIONS', sk: tenant });
export const isClosedBy = (deletion: Pick<CompanyDeletionValue, 'state'> | undefined): boolean =>
  deletion !== undefined && deletion.state !== 'waiting';

/** Which company owns the number or address that an inbound message was sent to; known before any tenant is. */
export const InboundOwner = defineEntity({
  type: 'inboundOwner',
  version: 1,
  schema: z.object({ channel: z.string(), ours: z.string(), tenant: z.string() }),
  keys: (owner) => inboundOwnerKey(owner.channel, owner.ours),
});
export const inboundOwnerKey = (channel: string, ours: string) => ({
  pk: `SYS#IN#${channel}#${keyPart(ours.toLowerCase())}`,
  sk: 'OWNER',
});

/**
 * A portfolio or tag that some customer of the company carries: what filters offer. The customers' projection keeps
 * these rows; a value that nobody carries any more may stay.
 */
export const Choice = defineEntity({
  type: 'choice',
  version: 1,
  schema: z.object({ tenant: z.string(), kind: z.enum(['portfolio', 'tag']), value: z.string() }),
  keys: (choice) => choiceKey(choice.tenant, choice.kind, choice.value),
});
export type ChoiceValue = z.infer<typeof Choice.schema>;
export const choicePartition = (tenant: string) => tenantKey(tenant, 'OPT');
export const choiceKey = (tenant: string, kind: 'portfolio' | 'tag', value: string) => ({
  pk: choicePartition(tenant),
  sk: `${kind}#${keyPart(value)}`,
});
