import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { badRequest } from './email-request.ts';
import { KeptState } from './kept-state.ts';
import { type ProviderDouble, ProviderError, parseJson } from './provider-double.ts';
import type { Handling, ProviderRequest } from './service.ts';

const scopeSchema = z.enum(['TENANT', 'ACCOUNT']);
const reasonsSchema = z.array(z.enum(['BOUNCE', 'COMPLAINT']));

const tenantSchema = z.object({
  id: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  scope: scopeSchema.optional(),
  reasons: reasonsSchema.optional(),
  resourceArns: z.array(z.string()),
});

type Tenant = z.infer<typeof tenantSchema>;

const stateSchema = z.object({
  tenants: z.record(z.string(), tenantSchema),
  configurationSets: z.record(z.string(), scopeSchema),
});

const tenantRequestSchema = z.object({
  TenantName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  SuppressionScope: scopeSchema.optional(),
  SuppressedReasons: reasonsSchema.optional(),
  SuppressionAttributes: z
    .object({ SuppressionScope: scopeSchema.optional(), SuppressedReasons: reasonsSchema.optional() })
    .optional(),
  ResourceArn: z.string().optional(),
});

type TenantRequest = z.infer<typeof tenantRequestSchema>;

const optionsSchema = z.object({ SuppressionScope: scopeSchema.optional() });

const optionsPath = /^\/v2\/email\/configuration-sets\/([^/]+)\/suppression-options$/;

/** The operations about tenants, by their paths; all are POST. */
const tenantOperations: Readonly<Record<string, string>> = {
  '/v2/email/tenants': 'CreateTenant',
  '/v2/email/tenants/get': 'GetTenant',
  '/v2/email/tenants/resources': 'CreateTenantResourceAssociation',
  '/v2/email/tenant/suppression': 'PutTenantSuppressionAttributes',
};

/**
 * Whose suppression list holds for an e-mail. The configuration set's scope wins over the tenant's, the tenant's over
 * the account's; both can be set through the API, the configuration set's in the template too.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionOptions.html
 */
export class SuppressionScopes {
  readonly #state: KeptState<z.infer<typeof stateSchema>>;
  readonly #templates: ReadonlyMap<string, string | undefined>;

  /** @param templateScopes scope by configuration set, as the template has it */
  constructor(dataDir: string, templateScopes: ReadonlyMap<string, string | undefined>) {
    const empty = { tenants: {}, configurationSets: {} };
    this.#state = KeptState.open(join(dataDir, 'suppression-scopes.json'), stateSchema, empty);
    this.#templates = templateScopes;
  }

  /** The tenant whose list holds, or undefined for the account's list. */
  listOwner(configurationSet: string | undefined, tenant: string | undefined): string | undefined {
    if (tenant === undefined) return undefined;
    const { configurationSets, tenants } = this.#state.value;
    const ofSet =
      configurationSet === undefined
        ? undefined
        : (configurationSets[configurationSet] ?? this.#templates.get(configurationSet)?.toUpperCase());
    return (ofSet ?? tenants[tenant]?.scope) === 'TENANT' ? tenant : undefined;
  }

  clear(): void {
    this.#state.replace({ tenants: {}, configurationSets: {} });
  }

  /** Answers the operations that set scopes and make tenants; undefined when the request is none of them. */
  async answer(request: ProviderRequest, double: ProviderDouble): Promise<Handling | undefined> {
    const set = optionsPath.exec(request.path)?.[1];
    if (set !== undefined && request.method === 'PUT') {
      return double.run({ operation: 'PutConfigurationSetSuppressionOptions' }, () => {
        this.#setScope(decodeURIComponent(set), parsed(optionsSchema, request.body).SuppressionScope);
        return { body: {} };
      });
    }
    const operation = request.method === 'POST' ? tenantOperations[request.path] : undefined;
    if (operation === undefined) return undefined;
    return double.run({ operation }, () => {
      const wanted = parsed(tenantRequestSchema, request.body);
      return { body: operation === 'CreateTenant' ? this.#createTenant(wanted) : this.#asTenant(operation, wanted) };
    });
  }

  #setScope(set: string, scope: z.infer<typeof scopeSchema> | undefined): void {
    if (!this.#templates.has(set)) throw notFound(`Configuration set <${set}> does not exist.`);
    const { [set]: _previous, ...others } = this.#state.value.configurationSets;
    const configurationSets = scope === undefined ? others : { ...others, [set]: scope };
    this.#state.replace({ ...this.#state.value, configurationSets });
  }

  #createTenant({ TenantName: name, SuppressionAttributes: attributes }: TenantRequest): object {
    if (this.#state.value.tenants[name]) {
      throw new ProviderError(400, 'AlreadyExistsException', `Tenant <${name}> already exists.`);
    }
    const tenant: Tenant = {
      id: `tn-${randomUUID()}`,
      createdAt: Date.now(),
      scope: attributes?.SuppressionScope,
      reasons: attributes?.SuppressedReasons,
      resourceArns: [],
    };
    this.#keep(name, tenant);
    return described(name, tenant);
  }

  #asTenant(operation: string, { TenantName: name, ...wanted }: TenantRequest): object {
    const tenant = this.#state.value.tenants[name];
    if (!tenant) throw notFound(`Tenant <${name}> does not exist.`);
    if (operation === 'GetTenant') return { Tenant: described(name, tenant) };
    if (operation === 'PutTenantSuppressionAttributes') {
      this.#keep(name, { ...tenant, scope: wanted.SuppressionScope, reasons: wanted.SuppressedReasons });
      return {};
    }
    const arn = wanted.ResourceArn;
    if (arn === undefined) throw badRequest('Missing required parameter ResourceArn.');
    if (tenant.resourceArns.includes(arn)) {
      throw new ProviderError(400, 'AlreadyExistsException', `${arn} is associated with tenant <${name}> already.`);
    }
    this.#keep(name, { ...tenant, resourceArns: [...tenant.resourceArns, arn] });
    return {};
  }

  #keep(name: string, tenant: Tenant): void {
    this.#state.replace({ ...this.#state.value, tenants: { ...this.#state.value.tenants, [name]: tenant } });
  }
}

const parsed = <Value>(schema: z.ZodType<Value>, body: Buffer): Value => {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  throw badRequest(z.prettifyError(result.error));
};

const described = (name: string, tenant: Tenant): object => ({
  TenantName: name,
  TenantId: tenant.id,
  TenantArn: `arn:aws:ses:us-east-1:111122223333:tenant/${name}/${tenant.id}`,
  CreatedTimestamp: tenant.createdAt / 1000,
  Tags: [],
  SendingStatus: 'ENABLED',
  SuppressionAttributes: { SuppressionScope: tenant.scope, SuppressedReasons: tenant.reasons },
});

const notFound = (message: string): ProviderError => new ProviderError(404, 'NotFoundException', message);
