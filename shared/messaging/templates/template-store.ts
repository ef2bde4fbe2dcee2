/** Access patterns of templates. */
import { fromItem, type Stored, type Table } from '#platform/table/kernel.ts';
import { auditActions, type Signature } from '#shared/audit/audit-actions.ts';
import { providerTemplateKey, Template, type TemplateValue, templateKey, templatePartition } from './entities.ts';

/** What people see of a template; notes of what Meta was asked are none of it. */
const told = ({ channel, name, language, subject, body, state, stateReason }: TemplateValue) => ({
  channel,
  name,
  language,
  subject,
  body,
  state,
  stateReason,
});

const templateAudit = (signature: Signature, before: TemplateValue | undefined, after: TemplateValue) =>
  auditActions(signature, {
    tenant: after.tenant,
    kind: 'template',
    subjectId: after.templateId,
    subjectName: after.name,
    before: before && told(before),
    after: told(after),
  });

export interface TemplatePage {
  readonly templates: readonly TemplateValue[];
  /** Id after which the next page begins; absent on the last page. */
  readonly last?: string;
}

export class TemplateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async find(
    tenant: string,
    templateId: string,
    options: { consistent?: boolean } = {},
  ): Promise<Stored<TemplateValue> | undefined> {
    return this.#table.get(Template, templateKey(tenant, templateId), options);
  }

  /** @throws ConditionFailed when the template exists already */
  async create(template: TemplateValue, signature: Signature): Promise<Stored<TemplateValue>> {
    return this.#table.putWith(Template, template, 'absent', templateAudit(signature, undefined, template));
  }

  /** @throws ConditionFailed when somebody else changed it since `before` was read */
  async change(
    before: Stored<TemplateValue>,
    after: TemplateValue,
    signature: Signature,
  ): Promise<Stored<TemplateValue>> {
    const audit = templateAudit(signature, before.value, after);
    return this.#table.putWith(Template, after, before.revision, audit);
  }

  /** The template that Meta knows under this name, whosever it is. */
  async findByProviderName(name: string): Promise<Stored<TemplateValue> | undefined> {
    const { items } = await this.#table.query({ index: 'GSI4', pk: providerTemplateKey(name)[0], limit: 1 });
    const [key] = items;
    if (key === undefined) return undefined;
    return this.#table.get(Template, { pk: String(key.pk), sk: String(key.sk) }, { consistent: true });
  }

  /**
   * One page, newest first.
   *
   * @param after id after which the page begins
   */
  async listPage(tenant: string, limit: number, after: string | undefined): Promise<TemplatePage> {
    const page = await this.#table.query({
      pk: templatePartition(tenant),
      reverse: true,
      limit,
      after: after === undefined ? undefined : { ...templateKey(tenant, after) },
    });
    const templates = page.items.map((item) => fromItem(Template, item).value);
    const last = templates.at(-1)?.templateId;
    return page.last === undefined || last === undefined ? { templates } : { templates, last };
  }

  /** Every template of the company with its revision, to change them. */
  async listStored(tenant: string): Promise<readonly Stored<TemplateValue>[]> {
    const found: Stored<TemplateValue>[] = [];
    for await (const item of this.#table.queryAll({ pk: templatePartition(tenant) })) {
      found.push(fromItem(Template, item));
    }
    return found;
  }

  /** Every template of the company, newest first: for the options of filters and forms. */
  async *listAll(tenant: string): AsyncGenerator<TemplateValue> {
    for await (const item of this.#table.queryAll({ pk: templatePartition(tenant), reverse: true })) {
      yield fromItem(Template, item).value;
    }
  }
}
