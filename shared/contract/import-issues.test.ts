/** Every refusal says what stands there, what is accepted, and what to do, in both languages (issue 11, line 12). */
import { describe, expect, it } from 'vitest';
import { type ImportIssueCode, importIssues, issueText } from './import-issues.ts';

const codes = Object.keys(importIssues) as ImportIssueCode[];
/** Something for each detail that a text may name. */
const details = {
  value: 'lo que había',
  accepted: 'debtState',
  column: 'sentOn',
  format: 'dd/mm/yyyy',
  limit: 10,
  found: 12,
  wanted: 4,
  line: 7,
  of: 3,
  byte: '0xF1',
  times: 5,
  count: 2,
  process: 'p1',
  example: '12345678-5',
  currency: 'CLP',
  timeZone: 'America/Santiago',
  hint: '',
  why: 'PHONE_SCIENTIFIC',
};

describe('the words of an issue', () => {
  it.each(codes)('%s has no code, no hole and no end left open', (code) => {
    for (const language of ['es', 'en'] as const) {
      const text = issueText(code, language, details);
      expect(text).not.toMatch(/[{}]|\b[A-Z]+_[A-Z_]+\b|undefined/);
      expect(text).toMatch(/[.?!]$/);
    }
  });

  it('lists what a column takes, in the language of the reader', () => {
    expect(issueText('STATUS_UNKNOWN', 'es', { value: 'Perdida' })).toBe(
      '«Perdida» no es un estado de una comunicación ya hecha. Se acepta: enviada, entregada, no leída, leída, respondida, fallida, bloqueada, omitida, cancelada, expirada, recibida.',
    );
    expect(issueText('CHANNEL_UNKNOWN', 'en', { value: 'Fax' })).toBe(
      'There is no channel "Fax". Accepted: E-mail, SMS, WhatsApp, Call.',
    );
    expect(issueText('VALUE_INVALID', 'es', { value: 'x', accepted: 'direction' })).toBe(
      '«x» no es un valor permitido. Se acepta: saliente, entrante.',
    );
    expect(issueText('VALUE_INVALID', 'es', { value: 'x', accepted: 'option', options: 'Alto, Bajo' })).toBe(
      '«x» no es un valor permitido. Se acepta: Alto, Bajo.',
    );
    expect(issueText('VALUE_INVALID', 'es', { value: 'x', accepted: 'names', limit: 10 })).toContain(
      'hasta 10 nombres',
    );
  });

  it('says forms of dates and columns in words', () => {
    expect(issueText('DATE_INVALID', 'es', { value: 'ayer', format: 'dd/mm/yyyy' })).toContain('como dd-mm-aaaa,');
    expect(issueText('COLUMN_MISSING', 'en', { column: 'recipients', hint: '' })).toContain('"Recipients"');
    expect(issueText('COLUMN_MISSING', 'es', { column: 'recipients', hint: ' ¿«Destino»?' })).toBe(
      'Falta la columna «Destinatarios». ¿«Destino»? Agrégala; la plantilla trae todas.',
    );
  });

  it('is bounded whatever a file holds', () => {
    const long = 'x'.repeat(40_000);
    for (const code of codes) {
      const text = issueText(code, 'es', { ...details, value: long, accepted: 'option', options: long, column: long });
      expect(text.length).toBeLessThan(1_000);
    }
  });
});
