/**
 * Loads the demo data through the HTTP API: `node local/demo/seed.ts --outputs <file>`. The runner calls it once per
 * data folder, after it has made the companies.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { customerSchema, DemoApi, inParallel, messageSchema, templateSchema } from './api.ts';
import { acmeCustomers, type DemoCustomer, type DemoStep, demoCustomers, ownFields } from './plan.ts';
import { acmeTemplates, type DemoTemplate, demoTemplates } from './templates.ts';

/** Requests at a time: more do not go faster on two cores. */
const width = 8;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

const anything = z.unknown();
const fieldsSchema = z.object({ fields: z.array(z.looseObject({ builtIn: z.boolean() })) });
const usersSchema = z.object({ items: z.array(z.looseObject({ userId: z.string(), roles: z.array(z.string()) })) });

const { values } = parseArgs({ options: { outputs: { type: 'string', default: '.local/outputs.json' } } });
const outputs = z
  .looseObject({ ApiUrl: z.url(), ControlUrl: z.url(), SesEndpoint: z.url() })
  .parse(JSON.parse(readFileSync(values.outputs, 'utf8')));

const signIn = (company: string, role: string): Promise<DemoApi> => DemoApi.signIn(outputs, company, role);

/**
 * What a deployment does after its stacks, since CloudFormation cannot: each company gets a suppression list of its own
 * at SES. Without it, clearing an alert would not reach the list that stops the address.
 */
const applyEmailSettings = async (companies: readonly string[]): Promise<void> => {
  const program = resolve(import.meta.dirname, '../../scripts/apply-email-settings.ts');
  const chosen = companies.flatMap((company) => ['--company', company]);
  const child = spawn(process.execPath, [program, '--stage', 'dev', ...chosen], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      // The built-in stage, whatever deployments this machine knows of.
      CONTACTA_CONFIG: '',
      AWS_ENDPOINT_URL_SESV2: outputs.SesEndpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
  if (code !== 0) throw new Error(`scripts/apply-email-settings.ts ended with ${code}.`);
};

/** Adds the company's own metadata fields to those that it begins with. */
const addFields = async (company: keyof typeof ownFields): Promise<void> => {
  const admin = await signIn(company, 'admin');
  const known = await admin.take(fieldsSchema, 'GET', '/v1/metadata-fields');
  const fields = known.fields.map(({ builtIn: _builtIn, ...field }) => field);
  await admin.take(anything, 'PUT', '/v1/metadata-fields', { fields: [...fields, ...ownFields[company]] });
};

/** Templates by channel that can be used at once. */
type Usable = Readonly<Record<string, string>>;

/** Waits for Meta's answer to a template, which comes by itself. @throws Error when it does not come */
const untilApproved = async (supervisor: DemoApi, templateId: string): Promise<void> => {
  for (let left = 100; left > 0; left -= 1) {
    const { state } = await supervisor.take(templateSchema, 'GET', `/v1/templates/${templateId}`);
    if (state === 'approved') return;
    await sleep(100);
  }
  throw new Error(`Meta's double did not approve the template ${templateId} of the demo.`);
};

const createTemplates = async (supervisor: DemoApi, templates: readonly DemoTemplate[]): Promise<Usable> => {
  const usable: Record<string, string> = {};
  for (const { becomes, ...template } of templates) {
    const { templateId } = await supervisor.take(templateSchema, 'POST', '/v1/templates', template);
    if (becomes === 'approved') await untilApproved(supervisor, templateId);
    const isUsable = becomes === 'approved' || template.state === undefined || template.state === 'approved';
    if (isUsable) usable[template.channel] = templateId;
  }
  return usable;
};

interface Known {
  readonly customerId: string;
  readonly addresses: readonly { readonly addressId: string; readonly channel: string }[];
}

const messageBody = (customer: Known, address: number, usable: Usable): Record<string, unknown> => {
  const target = customer.addresses[address];
  if (target === undefined) throw new Error(`Customer ${customer.customerId} has no address ${address}.`);
  const templateId = usable[target.channel];
  return {
    customerId: customer.customerId,
    addressId: target.addressId,
    ...(templateId === undefined ? { body: 'Tu cuenta tiene un saldo por pagar.' } : { templateId }),
  };
};

const origins = {
  flow: { kind: 'flow', id: 'mora-temprana', name: 'Mora temprana' },
  event: { kind: 'event', id: 'pago-vencido', name: 'Pago vencido' },
  campaign: { kind: 'campaign', id: 'noviembre', name: 'Campaña de noviembre' },
} as const;

/** A promise to pay in so many days; none without. */
const promiseIn = (days: number | undefined): object => {
  if (days === undefined) return {};
  const date = new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
  return { promise: { date, amount: 120_000, currency: 'CLP' } };
};

const take = async (api: DemoApi, customer: Known, step: DemoStep, usable: Usable, key: string): Promise<void> => {
  const path = `/v1/customers/${customer.customerId}`;
  const conversation = `/v1/conversations/${customer.customerId}`;
  const idempotencyKey = { 'idempotency-key': key };
  switch (step.do) {
    case 'send': {
      const automatic = step.origin && { purpose: 'automatic', origin: origins[step.origin] };
      const body = { ...messageBody(customer, step.address, usable), ...automatic };
      await api.take(messageSchema, 'POST', '/v1/messages', body, idempotencyKey);
      return;
    }
    case 'schedule': {
      const sendAt = new Date(Date.now() + step.days * dayMs).toISOString();
      const body = { ...messageBody(customer, step.address, usable), sendAt };
      await api.take(messageSchema, 'POST', '/v1/messages', body, idempotencyKey);
      return;
    }
    case 'pause': {
      const until = new Date(Date.now() + step.days * dayMs).toISOString();
      await api.take(anything, 'PUT', `${path}/pause`, { until, reason: 'Acuerdo con el cliente' });
      return;
    }
    case 'dnd':
      await api.take(anything, 'PUT', `${path}/dnd`, { channel: step.channel, active: true, scope: step.scope });
      return;
    case 'favorite':
      await api.take(anything, 'PUT', `${path}/favorite`, { favorite: true });
      return;
    case 'note':
      await api.take(anything, 'POST', `${path}/notes`, { text: step.text });
      return;
    case 'callLater': {
      const dueAt = step.hours === undefined ? {} : { dueAt: new Date(Date.now() + step.hours * hourMs).toISOString() };
      const pendingCall = { ...dueAt, ...(step.note === undefined ? {} : { note: step.note }) };
      await api.take(anything, 'PUT', `${conversation}/pending-call`, { pendingCall });
      return;
    }
    case 'result': {
      const call = {
        direction: 'outbound',
        addressId: customer.addresses[step.address]?.addressId,
        durationSeconds: 74,
      };
      const body = { result: step.result, call, ...promiseIn(step.promiseDays) };
      await api.take(anything, 'POST', `${conversation}/results`, body, idempotencyKey);
    }
  }
};

const load = async (company: string, customers: readonly DemoCustomer[], usable: Usable): Promise<void> => {
  const advisor = await signIn(company, 'advisor');
  await inParallel(customers, width, async ({ profile, addresses, debts, steps }, index) => {
    const key = `seed-${company}-${index}`;
    const body = { ...profile, addresses };
    const customer = await advisor.take(customerSchema, 'POST', '/v1/customers', body, { 'idempotency-key': key });
    for (const debt of debts) await advisor.take(anything, 'PUT', `/v1/customers/${customer.customerId}/debts`, debt);
    for (const [number, step] of steps.entries()) await take(advisor, customer, step, usable, `${key}-${number}`);
  });
};

await applyEmailSettings(['demo', 'acme']);
const [demoSupervisor, acmeSupervisor] = await Promise.all([
  signIn('demo', 'supervisor'),
  signIn('acme', 'supervisor'),
]);
const users = await demoSupervisor.take(usersSchema, 'GET', '/v1/users');
const advisorIds = users.items.filter(({ roles }) => roles.includes('advisor')).map(({ userId }) => userId);
const demo = demoCustomers(new Date(), advisorIds);
const acme = acmeCustomers();
const started = Date.now();
await Promise.all([addFields('demo'), addFields('acme')]);
await load('demo', demo, await createTemplates(demoSupervisor, demoTemplates));
await load('acme', acme, await createTemplates(acmeSupervisor, acmeTemplates));
const seconds = ((Date.now() - started) / 1000).toFixed(1);
process.stdout.write(`Demo data: ${demo.length} customers of demo, ${acme.length} of acme, in ${seconds} s.\n`);
