/** A company whose templates Meta reviews, on an engine that others share, against the runner's own double of Meta. */
import { expect } from 'vitest';
import type * as z from 'zod';
import type { Problem } from '#contract/errors.ts';
import type { TemplateSchema } from '#contract/templates.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry } from '#shared/companies/entities.ts';
import { companyCacheMs } from '#shared/companies/find-company.ts';
import { metaSettleMs } from '#shared/messaging/templates/meta-template.ts';
import type { TemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { templateRoutes } from '../../functions/api/templates/bindings.ts';
import { createTemplateSync } from '../../functions/schedules/template-sync/bindings.ts';
import { callApi } from './call-api.ts';
import { countingLog } from './contact-system.ts';
import { bookDirectory, createTemplateBook } from './template-doubles.ts';

export type TemplateAnswer = z.infer<typeof TemplateSchema>;

let worlds = 0;

export class TemplateWorld {
  readonly tenant: string;
  /** AWS's id of the business account. */
  readonly account: string;
  readonly book = createTemplateBook(() => this.now);
  readonly log = countingLog();
  /** Calls to Meta, such as `CreateTemplate`, in their order. */
  calls: string[] = [];
  /** Strikes a call to Meta, by the name of its command. */
  fault: (operation: string) => void = () => {};
  /** Epoch ms. */
  now = Date.UTC(2026, 10, 20, 12);
  readonly #table: Table;
  readonly #api: ReturnType<typeof callApi>;

  private constructor(table: Table) {
    worlds += 1;
    this.tenant = `meta-${worlds}`;
    this.account = `waba-${worlds}`;
    this.#table = table;
    const cursors = createCursors('key');
    this.#api = callApi(
      templateRoutes({ table, clock: this.clock, cursors, directory: this.directory, log: this.log }),
    );
  }

  static async create(table: Table): Promise<TemplateWorld> {
    const world = new TemplateWorld(table);
    await world.connect(world.account);
    return world;
  }

  get clock() {
    return { now: () => this.now };
  }

  /** Meta as the product sees it: calls are noted, and may be struck. */
  get directory(): TemplateDirectory {
    return bookDirectory(this.book, (operation) => {
      this.calls.push(operation.replace('WhatsAppMessage', '').replace('Command', ''));
      this.fault(operation);
    });
  }

  /** Meta as somebody else uses it, for example a call whose answer was lost. */
  get behind(): TemplateDirectory {
    return bookDirectory(this.book);
  }

  /** Connects the company to a business account, or to none. */
  async connect(businessAccountId: string | undefined): Promise<void> {
    const { tenant } = this;
    const whatsapp = { phoneNumberId: `phone-${tenant}`, displayNumber: '+56900000011' };
    const connected = businessAccountId === undefined ? whatsapp : { ...whatsapp, businessAccountId };
    const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
    const senders = { email: null, sms: null, whatsapp: connected };
    await this.#table.put(TenantEntry, { tenant, createdAt: this.now }, 'any');
    await this.#table.put(Company, newCompany({ tenant, name: tenant, ...place, senders }, this.now), 'any');
    this.later(companyCacheMs);
  }

  /** Time passes; by default as much as Meta needs to review, and to show it. */
  later(ms = metaSettleMs): void {
    this.now += ms;
  }

  call<Body>(call: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    return this.#api<Body & Problem>({ call, body, headers, caller: { tenant: this.tenant, roles: ['supervisor'] } });
  }

  async create(body: string, more: object = {}): Promise<TemplateAnswer> {
    const template = { channel: 'whatsapp', name: 'Aviso de cuota', body, state: 'pending', ...more };
    const answer = await this.call<TemplateAnswer>('POST /v1/templates', template);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body;
  }

  patch(templateId: string, body: object) {
    return this.call<TemplateAnswer>(`PATCH /v1/templates/${templateId}`, body);
  }

  async read(templateId: string): Promise<TemplateAnswer> {
    return (await this.call<TemplateAnswer>(`GET /v1/templates/${templateId}`)).body;
  }

  synchronise() {
    return this.call<{ templates: number; changed: number; left: number }>('POST /v1/templates/synchronise');
  }

  /** An approved template. */
  async approved(body = 'Hola.'): Promise<TemplateAnswer> {
    const { templateId } = await this.create(body);
    this.later();
    await this.synchronise();
    return this.read(templateId);
  }

  /** The run of the hour, over this company and whichever others the engine has. */
  run(directory = this.directory) {
    return createTemplateSync({ table: this.#table, directory, clock: this.clock, log: this.log });
  }
}

/** Name at Meta. */
export const nameOf = ({ providerName }: TemplateAnswer): string => providerName ?? '';
