/** Access patterns of companies, their users, and the rows that exist before a company is known. */
import { defaultPreferences, type Preferences, PreferencesSchema } from '#contract/companies.ts';
import {
  type Action,
  checkAction,
  deleteAction,
  fromItem,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { companyAudit } from './company-audit.ts';
import {
  Choice,
  type ChoiceValue,
  Company,
  CompanyDeletion,
  type CompanyDeletionValue,
  CompanyLimitsItem,
  type CompanyLimitsValue,
  type CompanyValue,
  choicePartition,
  companyDeletionKey,
  companyKey,
  InboundOwner,
  inboundOwnerKey,
  isActive,
  isClosedBy,
  limitsKey,
  SharedView,
  type SharedViewValue,
  sharedViewKey,
  sharedViewsPartition,
  TenantEntry,
  tenantsPartition,
  User,
  UserPreferences,
  type UserValue,
  UserView,
  userKey,
  userPreferencesKey,
  usersPartition,
  userViewKey,
} from './entities.ts';

/** Number or address of ours that customers write to. `ours`: E.164 number, or WhatsApp's phone number id. */
export interface InboundAddress {
  readonly channel: string;
  readonly ours: string;
}

/** Roles, state and rights: name and address are the identity provider's and stand in the directory. */
const userAudit = (signature: Signature, before: UserValue | undefined, after: UserValue): Action[] => {
  const told = (user: UserValue) => ({
    roles: user.roles,
    active: isActive(user),
    ownCustomersOnly: user.ownCustomersOnly === true,
  });
  const { tenant, userId } = after;
  const subject = { tenant, kind: 'user', subjectId: userId, subjectName: null } as const;
  return auditActions(signature, { ...subject, before: before && told(before), after: told(after) });
};

const sharedViewAudit = (
  signature: Signature,
  before: SharedViewValue | undefined,
  after: SharedViewValue | undefined,
): Action[] => {
  const view = after ?? before;
  if (view === undefined) return [];
  const { tenant, viewId: subjectId, name: subjectName } = view;
  const told = ({ list, name, filters, columns, sort }: SharedViewValue) => ({ list, name, filters, columns, sort });
  return auditActions(signature, {
    tenant,
    kind: 'sharedView',
    subjectId,
    subjectName,
    before: before && told(before),
    after: after && told(after),
  });
};

export class CompanyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, options: { consistent?: boolean } = {}): Promise<Stored<CompanyValue> | undefined> {
    return this.#table.get(Company, companyKey(tenant), options);
  }

  /**
   * Writes the company with what the audit trail tells of the change.
   * @throws ConditionFailed when somebody else changed it since `before` was read
   */
  async change(before: Stored<CompanyValue>, after: CompanyValue, signature: Signature): Promise<Stored<CompanyValue>> {
    return this.#table.putWith(Company, after, before.revision, companyAudit(signature, before.value, after));
  }

  /**
   * Writes the company together with the numbers that it gains and loses, or nothing.
   *
   * @param before what was read; undefined for a new company, which enters the registry of companies
   * @throws ConditionFailed when the company changed meanwhile, or a number is no longer as it was read
   */
  async provision(
    before: Stored<CompanyValue> | undefined,
    after: CompanyValue,
    numbers: {
      readonly gained: readonly InboundAddress[];
      readonly lost: readonly InboundAddress[];
      /** Of a company that was deleted. */
      readonly inherited: readonly InboundAddress[];
    },
    signature: Signature,
  ): Promise<void> {
    const { tenant } = after;
    const actions: Action[] = [
      putAction(Company, after, before?.revision ?? 'absent'),
      ...numbers.gained.map((number) => putAction(InboundOwner, { ...number, tenant }, 'absent')),
      ...numbers.inherited.map((number) => putAction(InboundOwner, { ...number, tenant }, 'any')),
      ...numbers.lost.map(({ channel, ours }) => deleteAction(inboundOwnerKey(channel, ours), 'any')),
      ...companyAudit(signature, before?.value, after),
    ];
    if (before === undefined) {
      actions.push(putAction(TenantEntry, { tenant, createdAt: after.updatedAt }, 'absent'));
    }
    await this.#table.transact(actions);
  }

  /** @throws ConditionFailed when somebody else changed them meanwhile */
  async saveLimits(after: CompanyLimitsValue, signature: Signature): Promise<void> {
    const { tenant } = after;
    const before = await this.#table.get(CompanyLimitsItem, limitsKey(tenant), { consistent: true });
    const audit = auditActions(signature, {
      tenant,
      kind: 'limits',
      subjectId: null,
      subjectName: null,
      before: before?.value.limits,
      after: after.limits,
    });
    await this.#table.putWith(CompanyLimitsItem, after, before?.revision ?? 'absent', audit);
  }

  /** Every company. */
  async *listTenants(): AsyncGenerator<string> {
    for await (const { tenant } of this.listTenantEntries()) yield tenant;
  }

  /** Every company, with the time (epoch ms) since which it exists. */
  async *listTenantEntries(): AsyncGenerator<{ readonly tenant: string; readonly createdAt: number }> {
    for await (const item of this.#table.queryAll({ pk: tenantsPartition })) yield fromItem(TenantEntry, item).value;
  }

  /** What has been asked for, is under way, or was done; undefined: nothing. */
  async findDeletion(tenant: string): Promise<CompanyDeletionValue | undefined> {
    return (await this.#table.get(CompanyDeletion, companyDeletionKey(tenant), { consistent: true }))?.value;
  }

  /** Company that owns the number or address a message was sent to; undefined: nobody. */
  async findInboundOwner(channel: string, ours: string): Promise<string | undefined> {
    return (await this.#table.get(InboundOwner, inboundOwnerKey(channel, ours)))?.value.tenant;
  }

  async findUser(tenant: string, userId: string): Promise<UserValue | undefined> {
    return (await this.#table.get(User, userKey(tenant, userId)))?.value;
  }

  /** A user who works here now: whom something is assigned or told to. */
  async findActiveUser(tenant: string, userId: string): Promise<UserValue | undefined> {
    const user = await this.findUser(tenant, userId);
    return user !== undefined && isActive(user) ? user : undefined;
  }

  /** How a user stands at this moment; nobody works for a company that is being deleted. Whom the directory does not know has not been disabled, and sees all customers. */
  async findUserStanding(
    tenant: string,
    userId: string,
  ): Promise<{ readonly active: boolean; readonly ownCustomersOnly: boolean }> {
    const [stored, deletion] = await Promise.all([this.findStoredUser(tenant, userId), this.findDeletion(tenant)]);
    const user = stored?.value;
    const active = (user === undefined || isActive(user)) && !isClosedBy(deletion);
    return { active, ownCustomersOnly: user?.ownCustomersOnly === true };
  }

  /** As it stands at this moment, to change it. */
  async findStoredUser(tenant: string, userId: string): Promise<Stored<UserValue> | undefined> {
    return this.#table.get(User, userKey(tenant, userId), { consistent: true });
  }

  /**
   * Writes the user with what the audit trail tells of the change.
   * @param before undefined: the user is new here
   * @throws ConditionFailed when somebody else changed it meanwhile
   */
  async saveUser(before: Stored<UserValue> | undefined, after: UserValue, signature: Signature): Promise<void> {
    const audit = userAudit(signature, before?.value, after);
    await this.#table.putWith(User, after, before?.revision ?? 'absent', audit);
  }

  /**
   * As `saveUser`, as long as the administrator who does it stays as he was read: two who disable each other do not
   * both succeed.
   * @param by.revision undefined: the directory does not know the administrator
   * @throws ConditionFailed when either was changed meanwhile
   */
  async switchUser(
    before: Stored<UserValue>,
    after: UserValue,
    by: { readonly userId: string; readonly revision: number | undefined },
    signature: Signature,
  ): Promise<void> {
    await this.#table.transact([
      putAction(User, after, before.revision),
      checkAction(userKey(after.tenant, by.userId), by.revision ?? 'absent'),
      ...userAudit(signature, before.value, after),
    ]);
  }

  /** All users, by name. A company has hundreds at most: about 5 read units per 250 of them. */
  async listUsers(tenant: string, options: { consistent?: boolean } = {}): Promise<readonly UserValue[]> {
    const users: UserValue[] = [];
    for await (const item of this.#table.queryAll({ pk: usersPartition(tenant), ...options })) {
      users.push(fromItem(User, item).value);
    }
    return users.sort((a, b) => a.name.localeCompare(b.name) || a.userId.localeCompare(b.userId));
  }

  /** Content that the user kept of a list, as it was kept; undefined: nothing yet. */
  async findView(tenant: string, userId: string, list: string): Promise<unknown> {
    return (await this.#table.get(UserView, userViewKey(tenant, userId, list)))?.value.content;
  }

  async saveView(tenant: string, userId: string, list: string, content: unknown): Promise<void> {
    await this.#table.put(UserView, { tenant, userId, list, content }, 'any');
  }

  /** The user's own, or what holds for whoever never said anything. */
  async findPreferences(tenant: string, userId: string): Promise<Preferences> {
    const stored = await this.#table.get(UserPreferences, userPreferencesKey(tenant, userId));
    return { ...defaultPreferences, ...(stored === undefined ? {} : PreferencesSchema.strip().parse(stored.value)) };
  }

  async savePreferences(tenant: string, userId: string, preferences: Preferences): Promise<void> {
    await this.#table.put(UserPreferences, { tenant, userId, ...preferences }, 'any');
  }

  /** All shared views of a list, at most `sharedViewLimit`. */
  async listSharedViews(tenant: string, list: string): Promise<readonly SharedViewValue[]> {
    const views: SharedViewValue[] = [];
    for await (const item of this.#table.queryAll({ pk: sharedViewsPartition(tenant, list), consistent: true })) {
      views.push(fromItem(SharedView, item).value);
    }
    return views;
  }

  async findSharedView(tenant: string, list: string, viewId: string): Promise<Stored<SharedViewValue> | undefined> {
    return this.#table.get(SharedView, sharedViewKey(tenant, list, viewId), { consistent: true });
  }

  /**
   * @param before undefined: it is new
   * @throws ConditionFailed when somebody changed or made it meanwhile
   */
  async saveSharedView(
    before: Stored<SharedViewValue> | undefined,
    after: SharedViewValue,
    signature: Signature,
  ): Promise<void> {
    const audit = sharedViewAudit(signature, before?.value, after);
    await this.#table.putWith(SharedView, after, before?.revision ?? 'absent', audit);
  }

  /** @throws ConditionFailed when somebody changed or deleted it meanwhile */
  async deleteSharedView({ value, revision }: Stored<SharedViewValue>, signature: Signature): Promise<void> {
    const { tenant, list, viewId } = value;
    await this.#table.transact([
      deleteAction(sharedViewKey(tenant, list, viewId), revision),
      ...sharedViewAudit(signature, value, undefined),
    ]);
  }

  /** Portfolios and tags in use, in the order of their keys. */
  async listChoices(tenant: string): Promise<readonly ChoiceValue[]> {
    const choices: ChoiceValue[] = [];
    for await (const item of this.#table.queryAll({ pk: choicePartition(tenant) })) {
      choices.push(fromItem(Choice, item).value);
    }
    return choices;
  }
}
