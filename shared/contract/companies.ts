/** The company's settings, its users, the caller, and the values that filters offer (Q1, Q15, design §4). */
import * as z from 'zod';
import { IdSchema, lineField, pageOf, TimestampSchema, TimeZoneSchema } from './fields.ts';
import { ResultCatalogueSchema, ResultDefinitionSchema } from './results.ts';
import { administrators, defineRoute, readers } from './route.ts';
import { longestValues } from './values-text.ts';
import { sendingChannels } from './vocabulary.ts';
import { LanguageSchema, RoleSchema, SendingChannelSchema, TemplateStateSchema } from './vocabulary-schemas.ts';

const resource = 'companies';

/** Rule over days overdue: the first that matches names the segment; No contactable comes before all (Q15). */
export const SegmentRuleSchema = z.strictObject({
  name: lineField(60),
  /** Lowest days overdue, inclusive; null: no lower end. */
  fromDays: z.int().nullable(),
  /** Highest days overdue, inclusive; null: no upper end. */
  toDays: z.int().nullable(),
});

export const ChannelSettingsSchema = z.strictObject({
  enabled: z.boolean(),
  /** SOFT failures in a row that raise an alert; 1: any failure (Q1). */
  softFailureThreshold: z.int().min(1).max(10),
});

export const SendingChannelsSchema = z.strictObject(
  Object.fromEntries(sendingChannels.map((channel) => [channel, ChannelSettingsSchema])) as Record<
    (typeof sendingChannels)[number],
    typeof ChannelSettingsSchema
  >,
);

/** Accounts that the company sends from; issue by issue more of them are connected by the company itself. */
export const SenderSettingsSchema = z.strictObject({
  email: z
    .strictObject({ fromAddress: z.string().max(254), fromName: lineField(80), tenantName: z.string().max(64) })
    .nullable(),
  sms: z.strictObject({ originationIdentity: z.string().max(64) }).nullable(),
  whatsapp: z
    .strictObject({
      phoneNumberId: z.string().max(64),
      displayNumber: z.string().max(20),
      /** AWS's id of the WhatsApp Business Account. With it Meta is asked about templates; without, people record its answer. */
      businessAccountId: z
        .string()
        .regex(/^waba-[0-9a-zA-Z]{1,64}$/)
        .exactOptional(),
    })
    .nullable(),
});

/** Ajustes › Comunicaciones › Llamada. */
export const CallSettingsSchema = z.strictObject({
  /** Whether calls and other results are recorded; it governs the Calls tray too (C5, C6, C15). */
  recordResults: z.boolean(),
});

/** Payments: the link that customers pay under, and whether invoices may be attached (C13, D23). */
export const PaymentSettingsSchema = z.strictObject({
  enabled: z.boolean(),
  /** For example `https://pagos.example/{documentNumber}?deuda={debtCode}`: https, placeholders after the host. */
  linkPattern: lineField(500).nullable(),
});

/** The breaker: accounts and templates that fare badly within an hour hold themselves (F18, G73). */
export const BreakerSettingsSchema = z.strictObject({ enabled: z.boolean() });

export const SettingsInputSchema = z.strictObject({
  name: lineField(80),
  timeZone: TimeZoneSchema,
  language: LanguageSchema,
  defaultCountry: z.string().regex(/^[A-Z]{2}$/),
  channels: SendingChannelsSchema,
  /** A pause only warns people who write by hand, unless this is set (Q8). */
  blockManualWhenPaused: z.boolean(),
  segments: z.array(SegmentRuleSchema).min(1).max(20),
  /** Name of the segment of customers without debts (Q15). */
  noDebtSegment: lineField(60),
  /** Left out: stays as it is. */
  payments: PaymentSettingsSchema.exactOptional(),
  /** Left out: stays as it is. */
  calls: CallSettingsSchema.exactOptional(),
  /** Left out: stays as it is. */
  breaker: BreakerSettingsSchema.exactOptional(),
  /** Catalogue of results (C8, Q10). Left out: stays as it is. Recorded results keep the label that they had. */
  results: ResultCatalogueSchema.exactOptional(),
});
export type SettingsInput = z.infer<typeof SettingsInputSchema>;

export const SettingsSchema = z.strictObject({
  ...SettingsInputSchema.shape,
  payments: PaymentSettingsSchema,
  calls: CallSettingsSchema,
  breaker: BreakerSettingsSchema,
  results: ResultCatalogueSchema,
  senders: SenderSettingsSchema,
  updatedAt: TimestampSchema,
  version: z.int(),
});
export type Settings = z.infer<typeof SettingsSchema>;

export const UserSchema = z.strictObject({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(RoleSchema),
  /** False: disabled, refused on every route, and offered nowhere. */
  active: z.boolean(),
  /** When the user was disabled; null: active. */
  disabledAt: TimestampSchema.nullable(),
  /** Sees only the customers that are assigned to them (MA13). */
  ownCustomersOnly: z.boolean(),
});

const lists = ['customers', 'helpDesk', 'interactions', 'conversations'] as const;
const ViewsSchema = z.strictObject({
  columns: z.array(lineField(60)).max(60),
  views: z
    .array(
      z.strictObject({
        name: lineField(60),
        filters: z.record(z.string().max(40), z.string().max(longestValues)),
        columns: z.array(lineField(60)).max(60).optional(),
        sort: lineField(40).optional(),
      }),
    )
    .max(20),
  /** View that the list opens with: the name of an own one, or the id of a shared one. One that is gone counts as none. */
  opensWith: z.strictObject({ shared: z.boolean(), view: lineField(64) }).optional(),
});

export const getSettings = defineRoute({
  id: 'getSettings',
  method: 'GET',
  path: '/v1/settings',
  resource,
  summary: "Reads the company's settings",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: SettingsSchema,
  errors: [],
});

export const putSettings = defineRoute({
  id: 'putSettings',
  method: 'PUT',
  path: '/v1/settings',
  resource,
  summary: "Replaces the company's settings, except its connected accounts",
  roles: administrators,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: SettingsInputSchema,
  status: 200,
  answer: SettingsSchema,
  errors: ['PAYMENT_LINK_INVALID', 'VERSION_CONFLICT', 'TIMEZONE_UNKNOWN', 'RANGE_INVALID'],
  ifMatch: true,
});

export const getMe = defineRoute({
  id: 'getMe',
  method: 'GET',
  path: '/v1/me',
  resource,
  summary: "Reads the caller's user, company and roles",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    userId: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    roles: z.array(RoleSchema),
    /** The caller sees only the customers that are assigned to them (MA13). */
    ownCustomersOnly: z.boolean(),
    /** The caller's processes that have ended unseen, counted up to 100 (B34). */
    unreadProcesses: z.int(),
    company: z.strictObject({ tenantId: z.string(), name: z.string(), timeZone: z.string(), language: z.string() }),
  }),
  errors: [],
});

export const listUsers = defineRoute({
  id: 'listUsers',
  method: 'GET',
  path: '/v1/users',
  resource,
  summary: "Lists the company's users: the active ones, or those in another state",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: z.strictObject({ state: z.enum(['active', 'disabled', 'all']).default('active') }),
  body: undefined,
  status: 200,
  answer: pageOf(UserSchema),
  errors: [],
});

export const putUser = defineRoute({
  id: 'putUser',
  method: 'PUT',
  path: '/v1/users/{userId}',
  resource,
  summary:
    'Disables a user, who loses all access within a minute, or enables one again; says whether the user sees only own customers',
  roles: administrators,
  scope: 'company',
  params: z.strictObject({ userId: IdSchema }),
  query: undefined,
  body: z.strictObject({
    active: z.boolean(),
    /** Left out: stays as it is. Holds within a minute (MA13). */
    ownCustomersOnly: z.boolean().optional(),
  }),
  status: 200,
  answer: UserSchema,
  errors: ['USER_NOT_FOUND', 'USER_IS_SELF', 'LAST_ADMINISTRATOR', 'PROVIDER_UNAVAILABLE'],
});

export const getOptions = defineRoute({
  id: 'getOptions',
  method: 'GET',
  path: '/v1/options',
  resource,
  summary: 'Lists the values that filters and forms offer: segments, portfolios, tags, templates, results',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    segments: z.array(z.string()),
    portfolios: z.array(z.string()),
    tags: z.array(z.string()),
    templates: z.array(
      z.strictObject({
        templateId: z.string(),
        name: z.string(),
        channel: SendingChannelSchema,
        state: TemplateStateSchema,
      }),
    ),
    /** Results that can be recorded, with the label in the company's language; none while recording is off (C5, C8). */
    results: z.array(
      z.strictObject({
        code: z.string(),
        label: z.string(),
        withContact: z.boolean(),
        effects: ResultDefinitionSchema.shape.effects,
      }),
    ),
  }),
  errors: [],
});

/** Lists of the console that people keep views of. */
export const ViewedListSchema = z.enum(lists);
const viewParams = z.strictObject({ list: ViewedListSchema });

export const getViews = defineRoute({
  id: 'getViews',
  method: 'GET',
  path: '/v1/me/views/{list}',
  resource,
  summary: "Reads the caller's columns and saved filters for a list (B22)",
  roles: readers,
  scope: 'company',
  params: viewParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: ViewsSchema,
  errors: ['NOT_FOUND'],
});

export const putViews = defineRoute({
  id: 'putViews',
  method: 'PUT',
  path: '/v1/me/views/{list}',
  resource,
  summary: "Saves the caller's columns and filters for a list (B22)",
  roles: readers,
  scope: 'company',
  params: viewParams,
  query: undefined,
  body: ViewsSchema,
  status: 200,
  answer: ViewsSchema,
  errors: ['NOT_FOUND'],
});

/** What a user wishes for all lists and processes alike. */
export const PreferencesSchema = z.strictObject({
  /** An e-mail when an import or export that the user requested has ended (B34). */
  processEmails: z.boolean(),
});
export type Preferences = z.infer<typeof PreferencesSchema>;
export const defaultPreferences: Preferences = { processEmails: false };

export const getPreferences = defineRoute({
  id: 'getPreferences',
  method: 'GET',
  path: '/v1/me/preferences',
  resource,
  summary: "Reads the caller's preferences",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: PreferencesSchema,
  errors: [],
});

export const putPreferences = defineRoute({
  id: 'putPreferences',
  method: 'PUT',
  path: '/v1/me/preferences',
  resource,
  summary: "Saves the caller's preferences",
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: PreferencesSchema,
  status: 200,
  answer: PreferencesSchema,
  errors: [],
});

export const companyRoutes = [
  getSettings,
  putSettings,
  getMe,
  listUsers,
  putUser,
  getOptions,
  getViews,
  putViews,
  getPreferences,
  putPreferences,
] as const;
