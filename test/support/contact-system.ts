/** Customers, contactability and inbound messages over one real table, with providers' lists that tests can break. */
import type { Role } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, type CompanyValue, InboundOwner } from '#shared/companies/entities.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { createSuppressionList } from '#shared/messaging/providers/email/suppression-list.ts';
import { createOptOutList } from '#shared/messaging/providers/sms/opt-out-list.ts';
import { contactabilityRoutes } from '../../functions/api/contactability/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { inboundRoutes } from '../../functions/api/inbound/bindings.ts';
import { callApi } from './call-api.ts';

export const addressKey = 'address-key';
export const ourSms = '+56900000001';
export const ourWhatsApp = 'phone-number-id-1';

/** A log that only counts. */
export const countingLog = (): Log & { readonly counted: string[] } => {
  const counted: string[] = [];
  return {
    counted,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    count: (metric) => void counted.push(metric),
  };
};

interface ListCall {
  readonly input: unknown;
}

/** Stands for the SDK's clients of the providers' lists: records the calls, fails on demand. */
export class ListClient {
  readonly calls: unknown[] = [];
  failure: Error | undefined;

  async send(command: ListCall): Promise<never> {
    this.calls.push(command.input);
    if (this.failure !== undefined) throw this.failure;
    // What was asked for is off the list: the answer carries nothing that the product reads.
    return {} as never;
  }
}

export const demoCompany: CompanyValue = newCompany(
  {
    tenant: 'demo',
    name: 'Demo',
    timeZone: 'America/Santiago',
    language: 'es',
    defaultCountry: 'CL',
    senders: {
      email: { fromAddress: 'cobranza@demo.example', fromName: 'Demo', tenantName: 'ses-demo' },
      sms: { originationIdentity: ourSms },
      whatsapp: { phoneNumberId: ourWhatsApp, displayNumber: '+56 9 0000 0002' },
    },
  },
  Date.UTC(2026, 0, 1),
);

/** Companies `demo` and `acme`, and the numbers to which customers of `demo` write. */
export const seedCompanies = async (table: Table): Promise<void> => {
  await table.put(Company, demoCompany, 'any');
  await table.put(Company, { ...demoCompany, tenant: 'acme', name: 'Acme' }, 'any');
  await table.put(InboundOwner, { channel: 'sms', ours: ourSms, tenant: 'demo' }, 'any');
  await table.put(InboundOwner, { channel: 'whatsapp', ours: ourWhatsApp, tenant: 'demo' }, 'any');
};

export interface AddressInput {
  readonly channel: 'email' | 'sms' | 'whatsapp' | 'call';
  readonly value: string;
}

export interface CustomerAnswer {
  readonly customerId: string;
  readonly contactability: string;
  readonly addresses: readonly {
    readonly addressId: string;
    readonly channel: AddressInput['channel'];
    readonly value: string;
    readonly alert: { readonly class: string } | null;
  }[];
  readonly dnd: readonly {
    readonly source: string;
    readonly scope: string;
    readonly channel: string;
    readonly addressId: string | null;
  }[];
  readonly pausedUntil: string | null;
}

/** The API of these resources over `table`, as one process has it. */
export const contactApi = (
  table: Table,
  clock: Clock,
  clients: { readonly ses: ListClient; readonly sms: ListClient },
) => {
  const cursors = createCursors('cursor-key');
  const log = countingLog();
  const api = callApi([
    ...customerRoutes({ table, clock, cursors, addressKey }),
    ...contactabilityRoutes({
      table,
      clock,
      cursors,
      suppressionList: createSuppressionList(clients.ses),
      optOutList: createOptOutList(clients.sms),
      log,
      addressKey,
      alertJobs: { enqueue: async () => undefined },
    }),
    ...inboundRoutes({ table, clock, cursors, log, addressKey }),
  ]);
  const call = async <Body>(
    target: string,
    body?: unknown,
    caller: { tenant?: string; roles?: readonly Role[] } = {},
  ): Promise<{ status: number; body: Body }> =>
    api<Body>({
      call: target,
      ...(body === undefined ? {} : { body }),
      caller: { tenant: caller.tenant ?? 'demo', roles: caller.roles ?? ['advisor'] },
    });
  const addCustomer = async (addresses: readonly AddressInput[], tenant = 'demo'): Promise<CustomerAnswer> => {
    const answer = await call<CustomerAnswer>('POST /v1/customers', { name: 'Ana Rojas', addresses }, { tenant });
    if (answer.status !== 201) throw new Error(`The customer was refused: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return { call, addCustomer };
};

export const refOf = ({ channel, value }: AddressInput, tenant = 'demo'): AddressRef => ({
  tenant,
  channel,
  hash: addressHash(addressKey, channel, value),
});
