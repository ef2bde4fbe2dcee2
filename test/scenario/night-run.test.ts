/** The night run: each company's interactions of the day before as CSV with a manifest (B38, B39, I12, I13). */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as, type Company } from './support/api.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, missingEmail } from './support/people.ts';
import { interactionSchema, pageOf, processSchema, settingsSchema } from './support/shapes.ts';

const hour = 3_600_000;
const day = 24 * hour;
const linkSchema = z.object({ url: z.string(), expiresAt: z.string() });
const manifestSchema = z.looseObject({ rows: z.int(), sha256: z.string() });
type Process = z.output<typeof processSchema>;

const reports = async (company: Company): Promise<Process[]> => {
  const query = { kind: 'night_report', limit: '100' };
  const { items } = await as(company, 'supervisor').take(pageOf(processSchema), 200, 'GET', '/v1/processes', { query });
  // Standing reports are made in the same nights.
  return items.filter((process) => process.export === null);
};

const download = async (company: Company, processId: string, name: string): Promise<Buffer> => {
  const path = `/v1/processes/${processId}/files/${name}`;
  const { url } = await as(company, 'supervisor').take(linkSchema, 200, 'GET', path);
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};

/** What stands in a cell, without the apostrophe that keeps a spreadsheet from calculating it (I20). */
const plain = (cell: string | undefined): string =>
  (cell ?? '').replace(/(?<=^|[,;\t\r\n])'(?=[ '"]*[=+\-@\0＝＋－＠])|^'(?=[ '"]*[\t\r\n])/g, '');

/**
 * @returns epoch ms of the local day after, past noon: the reports are made from 3 in the morning on (B38), and those of
 *   the other company some hours later, since it lies further west
 */
const noonAfter = (at: number, timeZone: string): number => {
  const hours = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  const local = new Intl.DateTimeFormat('en-CA', { timeZone });
  let time = at;
  while (local.format(time) === local.format(at) || Number(hours.format(time)) !== 12) time += hour;
  return time;
};

const csvOf = (process: Process | undefined) => process?.files.find(({ name }) => name.endsWith('.csv'));

describe.runIf(operator)('the night run', () => {
  it('B38 B39 I12 I13: writes the day once, whatever the repeats, and the file is the register row by row', async () => {
    const api = as('demo');
    const { timeZone } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
    const localDay = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
    const known = new Set((await reports('demo')).map(({ date }) => date));
    const now = Date.now();
    const firstFree = Array.from({ length: 60 }, (_, i) => now + i * day).find((at) => !known.has(localDay(at))) ?? now;
    const date = localDay(firstFree);

    // Cells that a spreadsheet would run, that hold separators, quotes and line breaks.
    const customer = await api.createCustomer(
      [
        { channel: 'email', value: freshEmail() },
        { channel: 'email', value: missingEmail() },
        { channel: 'sms', value: freshMobile() },
      ],
      { name: '=HYPERLINK("http://x.example","y")', portfolios: ['@suma', 'A "B", C'] },
    );
    const odd = { subject: "''=1+1", body: 'Línea 1\nLínea "2"; coma,' };
    const accepted = [await api.send(customer, 0, odd), await api.send(customer, 1), await api.send(customer, 2)];
    for (const { messageId } of accepted) {
      const message = await api.message(messageId);
      await untilStatus(api, messageId, message.recipient?.startsWith('nobody') ? 'failed' : 'delivered');
    }
    // Stands on the date of the report even where that is a later one.
    const sendAt = new Date(firstFree + 60_000).toISOString();
    const waiting = await api.send(customer, 2, { sendAt });
    await api.call('POST', `/v1/messages/${waiting.messageId}/cancel`);

    const later = new Date(noonAfter(firstFree, timeZone));
    await theOperator().tick(later);
    const made = (await reports('demo')).find((process) => process.date === date);
    expect(made?.state).toBe('success');
    const file = csvOf(made);
    const processId = made?.processId ?? '';
    const bytes = await download('demo', processId, file?.name ?? '');
    expect(bytes.length).toBe(file?.size);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);

    const rows = parse(bytes, { columns: false, bom: true });
    const [header = [], ...lines] = z.array(z.array(z.string())).parse(rows);
    expect(header).toContain('Fecha de envío real');
    expect(lines).toHaveLength(file?.rows ?? -1);
    const register = await wholeRegister(date);
    const column = (name: string) => header.indexOf(name);
    expect(lines.map((line) => line[column('Id')]).toSorted()).toEqual(
      register.map(({ messageId }) => messageId).toSorted(),
    );
    for (const line of lines) {
      const row = register.find(({ messageId }) => messageId === line[column('Id')]);
      expect(plain(line[column('Cliente')])).toBe(row?.customerName);
      expect(plain(line[column('Asunto')])).toBe(row?.subject ?? '');
      expect(plain(line[column('Comunicación')])).toBe(row?.preview ?? '');
      expect(plain(line[column('Nombres de cartera')])).toBe(row?.portfolios.join('; '));
      expect(line[column('Destinatario')]).toBe(row?.recipient ?? '');
      if (row?.failure) {
        expect(line[column('Código de error')]).toBe(row.failure.code);
        expect(plain(line[column('Mensaje de error')])).toBe(row.failure.message ?? '');
      }
      for (const cell of line) expect(cell).not.toMatch(/^[=@\t\r-]|^\+(?!\d{7,15}$)/);
    }
    const manifestName = made?.files.find(({ name }) => name.endsWith('.json'))?.name ?? '';
    const manifest = manifestSchema.parse(
      JSON.parse((await download('demo', processId, manifestName)).toString('utf8')),
    );
    expect(manifest).toMatchObject({ rows: lines.length, sha256: file?.sha256 });

    // Again, also at once, changes nothing: one process of the date, the same bytes.
    await Promise.all([theOperator().tick(later), theOperator().tick(new Date(later.getTime() + 900_000))]);
    const ofDate = (await reports('demo')).filter((process) => process.date === date);
    expect(ofDate.map(({ processId: id }) => id)).toEqual([processId]);
    expect((await download('demo', processId, file?.name ?? '')).equals(bytes)).toBe(true);

    // Every company has its own, with its own rows and in its own language.
    const theirs = (await reports('acme')).find((process) => process.date === date);
    expect(theirs?.state).toBe('success');
    const theirBytes = await download('acme', theirs?.processId ?? '', csvOf(theirs)?.name ?? '');
    expect(theirBytes.toString('utf8').split(/\r?\n/)[0]).toContain('Actual send date');
    for (const { messageId } of register) expect(theirBytes.includes(messageId)).toBe(false);
  });

  it('B39: a link needs a supervisor; an unknown process or file does not exist', async () => {
    await theOperator().tick(new Date(Date.now() + 2 * day));
    const [made] = await reports('demo');
    const path = `/v1/processes/${made?.processId}/files/${csvOf(made)?.name}`;
    expect(await as('demo', 'advisor').call('GET', path)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    for (const missing of [`/v1/processes/${made?.processId}/files/other.csv`, '/v1/processes/nothing/files/x.csv']) {
      expect(await as('demo', 'supervisor').call('GET', missing)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });

  const wholeRegister = async (date: string) => {
    const rows: z.output<typeof interactionSchema>[] = [];
    let cursor: string | undefined;
    do {
      const query = { from: date, to: date, limit: '100', ...(cursor === undefined ? {} : { cursor }) };
      const page = await as('demo').take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return rows;
  };
});
