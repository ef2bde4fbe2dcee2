/** Access patterns of companies, their users, and the rows that exist before a company is known. */
import { defaultPreferences, type Preferences, PreferencesSchema } from '#contract/companies.ts';
import { type Action, deleteAction, fromItem, putAction, type Stored, type Table } from '#platform/table/kernel.ts';
import {
  Choice,
  type ChoiceValue,
  Company,
  type CompanyValue,
  choicePartition,
  companyKey,
  InboundOwner,
  inboundOwnerKey,
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

export class CompanyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(tenant: string, options: { consistent?: boolean } = {}): Promise<Stored<CompanyValue> | undefined> {
    return this.#table.get(Company, companyKey(tenant), options);
  }

  /** @throws ConditionFailed when somebody else changed it since `before` was read */
  async change(before: Stored<CompanyValue>, after: CompanyValue): Promise<Stored<CompanyValue>> {
    return this.#table.put(Company, after, before.revision);
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
    numbers: { readonly gained: readonly InboundAddress[]; readonly lost: readonly InboundAddress[] },
  ): Promise<void> {
    const { tenant } = after;
    const actions: Action[] = [
      putAction(Company, after, before?.revision ?? 'absent'),
      ...numbers.gained.map((number) => putAction(InboundOwner, { ...number, tenant }, 'absent')),
      ...numbers.lost.map(({ channel, ours }) => deleteAction(inboundOwnerKey(channel, ours), 'any')),
    ];
    if (before === undefined) {
      actions.push(putAction(TenantEntry, { tenant, createdAt: after.updatedAt }, 'absent'));
    }
    await this.#table.transact(actions);
  }

  /** Every company, for the night run. */
  async *listTenants(): AsyncGenerator<string> {
    for await (const item of this.#table.queryAll({ pk: tenantsPartition })) {
      yield fromItem(TenantEntry, item).value.tenant;
    }
  }

  /** Company that owns the number or address a message was sent to; undefined: nobody. */
  async findInboundOwner(channel: string, ours: string): Promise<string | undefined> {
    return (await this.#table.get(InboundOwner, inboundOwnerKey(channel, ours)))?.value.tenant;
  }

  async findUser(tenant: string, userId: string): Promise<UserValue | undefined> {
    return (await this.#table.get(User, userKey(tenant, userId)))?.value;
  }

  async saveUser(user: UserValue): Promise<void> {
    await this.#table.put(User, user, 'any');
  }

  /** All users, by name. A company has hundreds at most: about 5 read units per 250 of them. */
  async listUsers(tenant: string): Promise<readonly UserValue[]> {
    const users: UserValue[] = [];
    for await (const item of this.#table.queryAll({ pk: usersPartition(tenant) })) {
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

  /** @throws ConditionFailed when somebody changed or made it meanwhile */
  async saveSharedView(view: SharedViewValue, expected: number | 'absent'): Promise<void> {
    await this.#table.put(SharedView, view, expected);
  }

  /** @throws ConditionFailed when somebody changed or deleted it meanwhile */
  async deleteSharedView(tenant: string, list: string, viewId: string, revision: number): Promise<void> {
    await this.#table.delete(sharedViewKey(tenant, list, viewId), revision);
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
