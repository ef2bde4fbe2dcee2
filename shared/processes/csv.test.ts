/** CSV text (B35, ASVS 1.2.10, reliability §4.2), read back with a parser that is not ours. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactionColumns, nightReportColumns } from '#contract/interaction-columns.ts';
import type { Interaction } from '#contract/interactions.ts';
import { statusGlossary } from '#contract/vocabulary.ts';
import { createInteractionRecords } from '#shared/exports/interaction-record.ts';
import { type CellKind, csvCell, csvRecord, harmless, RecordCounter, unguarded } from './csv.ts';

/** Texts with which spreadsheets have been attacked, and their disguises. */
const triggers = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
const payloads = ['HYPERLINK("http://x.example","a")', "cmd|' /C calc'!A0", '1+1', 'SUM(A1:A9)'];
const corpus = triggers.flatMap((trigger) => payloads.map((payload) => `${trigger}${payload}`));

const interaction: Interaction = {
  messageId: 'c1-m1',
  customerId: 'c1',
  customerName: 'Josefina Valdés',
  documentType: 'RUT',
  documentNumber: '11111111-1',
  direction: 'outbound',
  channel: 'sms',
  recipient: '+56912345678',
  status: 'failed',
  subject: null,
  preview: 'Hola, te escribimos',
  purpose: 'automatic',
  origin: { kind: 'campaign', id: 'k1', name: 'Noviembre' },
  template: { templateId: 't1', name: 'recordatorio' },
  acceptedAt: '2026-11-22T12:00:00.000Z',
  scheduledAt: '2026-11-22T13:00:00.000Z',
  sentAt: '2026-11-22T13:00:02.000Z',
  advisorId: 'ana',
  segment: 'Mora 1–30',
  portfolios: ['Norte', 'Tarjetas'],
  author: { kind: 'campaign', id: 'k1', name: 'Noviembre' },
  previousMessageId: null,
  failure: { class: 'HARD', code: 'INVALID', message: 'Número inválido' },
  reasons: [],
  source: 'platform',
  result: null,
};
const records = createInteractionRecords({ timeZone: 'America/Santiago', language: 'es' });
const readBack = (text: string): Record<string, string> =>
  Object.fromEntries(nightReportColumns.map((column, index) => [column, parse(text)[0]?.[index] ?? '']));

describe('a cell', () => {
  it('§4.2: no text of the corpus begins with a character that a spreadsheet calculates', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(40);
    for (const text of corpus) expect(parse(csvRecord([csvCell(text)]))[0]?.[0]).toBe(`'${text}`);
  });

  it('§4.2: an E.164 number keeps its plus in a phone column, and only there', () => {
    expect(csvCell('+56912345678', 'phone')).toBe('+56912345678');
    expect(csvCell('+56912345678', 'text')).toBe("'+56912345678");
    for (const text of ['+56 912', '+0123456789', '+1234567890123456', '+56912345678+1', '=1']) {
      expect(csvCell(text, 'phone')).toBe(`'${text}`);
    }
  });

  it('§4.2: a number column keeps a negative number, and nothing that only begins like one', () => {
    expect(csvCell('-12.50', 'number')).toBe('-12.50');
    for (const text of ['-1+1', '-', '+5', '-1e9']) expect(csvCell(text, 'number')).toBe(`'${text}`);
  });

  it.each([',', ';', '\t', '\n', '\r'])('A.4: no formula begins behind %j, in quotes or not', (separator) => {
    for (const text of corpus.filter((each) => !/^[\t\r\n]/.test(each))) {
      for (const disguise of ['', ' ', '"', '""', ' "', "'"]) {
        const written = csvRecord(['x', csvCell(`Ana${separator}${disguise}${text}`), 'y']);
        for (const field of written.trimEnd().split(separator).slice(1)) {
          expect(field).not.toMatch(/^[ "]*[=+\-@\0＝＋－＠]/);
        }
      }
    }
  });

  it('A.4: what is guarded already is not guarded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('=', "'", '"', ';', ',', ' ', 'a', '\t', '\n', '-') }), (text) => {
        expect(harmless(harmless(text))).toBe(harmless(text));
        expect(unguarded(harmless(text))).toBe(unguarded(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves ordinary words alone', () => {
    for (const text of [
      'Hola, Ana; ¿cómo estás?',
      'a-b, c+d',
      'ana@x.example; eva@x.example',
      "l'Hospitalet, d'Ivry",
    ]) {
      expect(unguarded(csvCell(text).replace(/^"|"$/g, ''))).toBe(text);
      expect(csvCell(text)).not.toContain("'-");
    }
  });

  it('RFC 4180, I20: any text survives writing, reading by another parser and taking one quote mark away', () => {
    const kinds: CellKind[] = ['text', 'phone', 'number'];
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...corpus,
        ...corpus.map((text) => `'${text}`),
        "''=1",
        "'",
        "' =1",
        'a,b',
        ...corpus.map((text) => `Ana;${text}`),
        ';"=1',
        ',\'"=1',
        '\t;+1',
        'a\n-1',
        'a,\n=1',
        '"',
        'x\r\ny',
        ' a ',
      ),
    );
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 6 }), fc.constantFrom(...kinds), (texts, kind) => {
        const line = csvRecord(['first', ...texts.map((text) => csvCell(text, kind)), 'last']);
        const back = parse(line, { bom: false })[0] ?? [];
        expect(back.slice(1, -1).map(unguarded)).toEqual(texts);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a record of the report', () => {
  it('B4–B22: has every column of the register, in order, in the company’s language', () => {
    expect(parse(records.header)[0]).toEqual(nightReportColumns.map((column) => interactionColumns[column].es));
    const english = createInteractionRecords({ timeZone: 'America/Santiago', language: 'en' });
    expect(parse(english.header)[0]).toEqual(nightReportColumns.map((column) => interactionColumns[column].en));
    expect(readBack(records.record(interaction))).toMatchObject({
      direction: 'saliente',
      channel: 'SMS',
      recipient: '+56912345678',
      originKind: 'campaña',
      originName: 'Noviembre',
      scheduledAt: '2026-11-22T10:00:00-03:00',
      sentAt: '2026-11-22T10:00:02-03:00',
      portfolios: 'Norte; Tarjetas',
      errorCode: 'INVALID',
      errorMessage: 'Número inválido',
      previousMessageId: '',
    });
  });

  it('Q14: shows every status in the feminine', () => {
    for (const entry of statusGlossary) {
      if (entry.status === 'replied' || entry.status === 'not_read') continue;
      const row = readBack(records.record({ ...interaction, status: entry.status }));
      expect(row.status).toBe(entry.communication.es);
    }
  });

  it('B21: says why a blocked communication was not sent', () => {
    const row = {
      ...interaction,
      status: 'blocked',
      failure: null,
      reasons: ['ADDRESS_ALERTED', 'CONTACT_DND'],
    } as const;
    const written = readBack(records.record({ ...row, reasons: [...row.reasons] }));
    expect(written.errorCode).toBe('ADDRESS_ALERTED; CONTACT_DND');
    expect(written.errorMessage).toContain('alerta de contactabilidad');
  });

  it('§4.2: the corpus does no harm in any column that holds free text', () => {
    for (const text of corpus) {
      const poisoned = records.record({
        ...interaction,
        customerName: text,
        documentNumber: text,
        recipient: text,
        subject: text,
        preview: text,
        origin: { kind: 'flow', id: 'f', name: text },
        template: { templateId: 't', name: text },
        portfolios: [text],
        segment: text,
        advisorId: text,
        failure: { class: 'HARD', code: text, message: text },
      });
      for (const cell of parse(poisoned)[0] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n\0＝＋－＠]/);
    }
  });

  it('Q4: writes the offset that holds at each moment, on both sides of a change of clocks', () => {
    const local = (iso: string) => readBack(records.record({ ...interaction, sentAt: iso })).sentAt;
    // Chile goes forward on 2026-09-06 at 04:00 UTC, and back on 2026-04-05 at 03:00 UTC.
    expect(local('2026-09-06T03:59:59Z')).toBe('2026-09-05T23:59:59-04:00');
    expect(local('2026-09-06T04:00:00Z')).toBe('2026-09-06T01:00:00-03:00');
    expect(local('2026-04-05T02:59:59Z')).toBe('2026-04-04T23:59:59-03:00');
    expect(local('2026-04-05T03:00:00Z')).toBe('2026-04-04T23:00:00-04:00');
  });
});

describe('counting records', () => {
  it('I12: counts what another parser counts, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom('a', 'a,"b"', 'x\r\ny', '\n', 'ñ＝', '=1'), { minLength: 2, maxLength: 3 }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 7 }),
        (rows, cut) => {
          const bytes = Buffer.from(rows.map((row) => csvRecord(row.map((text) => csvCell(text)))).join(''));
          const counter = new RecordCounter();
          for (let start = 0; start < bytes.length; start += cut) counter.add(bytes.subarray(start, start + cut));
          expect(counter.records).toBe(rows.length);
          expect(counter.records).toBe(parse(bytes, { relax_column_count: true }).length);
        },
      ),
    );
  });
});
