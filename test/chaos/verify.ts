/** What must be true in the end: nothing twice, nothing lost, counts exact (issue 10; I1, I2, I11, I14, I15). */
import * as z from 'zod';
import { type Acknowledged, nameOf } from './load.ts';
import type { Target } from './target.ts';

const CallsSchema = z.object({
  calls: z.array(z.looseObject({ operation: z.string(), attempt: z.string().nullable(), outcome: z.string() })),
});
const MessageSchema = z.looseObject({ status: z.string() });
const PageSchema = z.looseObject({ items: z.array(z.looseObject({})), nextCursor: z.string().nullish() });

/** Statuses after which nothing more happens by itself. */
const ended = new Set(['sent', 'delivered', 'read', 'replied', 'not_read', 'failed', 'outcome_unknown']);

/** All items of a list. */
const listAll = async (target: Target, path: string): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for (let cursor: string | undefined; ; ) {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await target.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${more}`);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    const page = PageSchema.parse(body);
    items.push(...page.items);
    if (page.nextCursor == null) return items;
    cursor = page.nextCursor;
  }
};

export const statusesOf = async (target: Target, done: Acknowledged): Promise<ReadonlyMap<string, string>> => {
  const statuses = new Map<string, string>();
  for (const messageId of done.messages) {
    const { status, body } = await target.call('GET', `/v1/messages/${messageId}`);
    statuses.set(messageId, status === 200 ? MessageSchema.parse(body).status : `absent (${status})`);
  }
  return statuses;
};
export const isQuiet = (statuses: ReadonlyMap<string, string>): boolean =>
  [...statuses.values()].every((status) => ended.has(status));

/** Calls that a provider took, by message. */
const callsOf = async (
  target: Target,
): Promise<{ byMessage: ReadonlyMap<string, number>; attempts: readonly string[] }> => {
  const { outputs } = target.runner;
  const attempts: string[] = [];
  for (const endpoint of [outputs.SesEndpoint, outputs.SmsEndpoint, outputs.WhatsAppEndpoint]) {
    const { calls } = CallsSchema.parse(await (await fetch(`${endpoint}/_control/calls`)).json());
    for (const { attempt, outcome } of calls)
      if (attempt !== null && outcome.startsWith('accepted')) attempts.push(attempt);
  }
  const byMessage = new Map<string, number>();
  for (const attempt of attempts) {
    const messageId = attempt.slice(0, attempt.lastIndexOf('-'));
    byMessage.set(messageId, (byMessage.get(messageId) ?? 0) + 1);
  }
  return { byMessage, attempts };
};

const messagesRight = async (target: Target, done: Acknowledged, say: (text: string) => void): Promise<string[]> => {
  const statuses = await statusesOf(target, done);
  const { byMessage, attempts } = await callsOf(target);
  const unknown = [...statuses].filter(([, status]) => status === 'outcome_unknown').length;
  say(`${statuses.size} messages accepted, ${attempts.length} calls taken by providers, ${unknown} outcomes unknown`);
  return [
    ...[...statuses]
      .filter(([, status]) => !ended.has(status))
      .map(([id, status]) => `lost: message ${id} is ${status}`),
    ...[...byMessage]
      .filter(([, calls]) => calls > 1)
      .map(([id, calls]) => `twice: message ${id} was taken ${calls} times`),
    ...[...byMessage.keys()]
      .filter((id) => !statuses.has(id))
      .map((id) => `a provider took ${id}, which nobody accepted`),
    ...[...statuses]
      .filter(([id, status]) => status !== 'outcome_unknown' && ended.has(status) && byMessage.get(id) !== 1)
      .map(([id, status]) => `message ${id} is ${status}, and no provider took it`),
  ];
};

const inboundRight = async (target: Target, done: Acknowledged): Promise<string[]> => {
  const wrong: string[] = [];
  for (const [customerId, told] of Map.groupBy(done.inbound, (each) => each.customerId)) {
    const thread = await listAll(target, `/v1/conversations/${customerId}/messages`);
    const inbound = thread.filter(({ direction }) => direction === 'inbound').map((message) => JSON.stringify(message));
    for (const { text, channel } of told) {
      const times = inbound.filter((message) => message.includes(text)).length;
      if (times !== 1) wrong.push(`${times === 0 ? 'lost' : 'twice'}: “${text}” by ${channel} stands ${times} times`);
    }
    if (inbound.length !== told.length)
      wrong.push(`${customerId} wrote ${told.length} times, ${inbound.length} stand there`);
  }
  return wrong;
};

const ImportSchema = z.looseObject({
  state: z.string(),
  progress: z.object({ done: z.number() }),
  import: z.looseObject({ counts: z.record(z.string(), z.number()) }),
  error: z.string().nullish(),
});

export const importsEnded = async (target: Target, done: Acknowledged): Promise<boolean> => {
  for (const { processId } of done.imports) {
    const { body } = await target.call('GET', `/v1/processes/${processId}`);
    const { state } = ImportSchema.parse(body);
    if (state === 'pending' || state === 'processing') return false;
  }
  return true;
};

const customersRight = async (target: Target, done: Acknowledged, say: (text: string) => void): Promise<string[]> => {
  const listed = (await listAll(target, '/v1/customers?sort=name')).map(({ name }) => String(name));
  const wanted = new Set(done.customers.map(({ index }) => nameOf(index)));
  const wrong: string[] = [];
  let created = 0;
  for (const { processId, rows } of done.imports) {
    const { body } = await target.call('GET', `/v1/processes/${processId}`);
    const { state, progress, import: found, error } = ImportSchema.parse(body);
    created += found.counts.created ?? 0;
    const sum = Object.values(found.counts).reduce((total, count) => total + count, 0);
    if (sum !== progress.done) wrong.push(`import ${processId} counts ${sum} of ${progress.done} rows`);
    if (state === 'pending' || state === 'processing') wrong.push(`lost: import ${processId} is ${state}`);
    // One that was given up after five kills in one batch says so, and how far it came.
    if (state === 'success' && found.counts.created !== rows)
      wrong.push(`import ${processId}: ${JSON.stringify(found.counts)}`);
    say(`import ${processId}: ${state}, ${JSON.stringify(found.counts)} ${error ?? ''}`.trimEnd());
  }
  const times = new Map<string, number>();
  for (const name of listed) times.set(name, (times.get(name) ?? 0) + 1);
  for (const [name, count] of times) if (count > 1) wrong.push(`twice: ${name} is listed ${count} times`);
  for (const name of wanted) if (!times.has(name)) wrong.push(`lost: ${name}`);
  const imported = [...times.keys()].filter((name) => !wanted.has(name)).length;
  if (imported !== created) wrong.push(`${imported} customers of imports are there, ${created} are counted`);
  say(`${times.size} customers: ${wanted.size} created, ${imported} imported`);
  return wrong;
};

const AuditSchema = z.object({
  processId: z.string(),
  done: z.boolean(),
  integrity: z.looseObject({
    checked: z.number(),
    repaired: z.number(),
    left: z.number(),
    findings: z.array(z.unknown()),
  }),
});

/** The product's own check: it must find nothing, not even something to repair. */
const auditRight = async (target: Target, tenant: string, say: (text: string) => void): Promise<string[]> => {
  for (let processId: string | undefined; ; ) {
    const event = { tenant, ...(processId === undefined ? {} : { processId }) };
    const answer = AuditSchema.parse(await target.runner.invoke('schedules-integrity', event));
    if (!answer.done) {
      processId = answer.processId;
      continue;
    }
    const { checked, findings } = answer.integrity;
    say(`the auditor looked at ${checked} things and found ${findings.length}`);
    return findings.map((finding) => `auditor: ${JSON.stringify(finding)}`);
  }
};

/** @returns what does not hold, in words */
export const verify = async (
  target: Target,
  tenant: string,
  done: Acknowledged,
  say: (text: string) => void,
): Promise<readonly string[]> => [
  ...(await messagesRight(target, done, say)),
  ...(await inboundRight(target, done)),
  ...(await customersRight(target, done, say)),
  ...(await auditRight(target, tenant, say)),
];
