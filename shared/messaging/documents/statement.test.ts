import { describe, expect, it } from 'vitest';
import type { DebtValue } from '#shared/customers/entities.ts';
import { invoiceOf } from './invoice.ts';
import { sheetText } from './sheet.ts';
import { sheetHtml, sheetPage } from './sheet-html.ts';
import { type StatementSource, statementOf, statementRowLimit } from './statement.ts';

const company = { name: 'Cobranzas Ñuñoa', language: 'es', defaultCountry: 'CL' } as const;
const customer = { customerId: 'c1', name: 'Ana <b>Díaz</b>', documentType: 'RUT', documentNumber: '12345678-5' };
const debt = (more: Partial<DebtValue> = {}): DebtValue => ({
  tenant: 'demo',
  customerId: 'c1',
  code: 'OP-1',
  dueDate: '2026-11-14',
  balance: 150_000,
  currency: 'CLP',
  state: 'current',
  createdAt: 0,
  updatedAt: 0,
  version: 1,
  ...more,
});
const invoiced = debt({ invoices: [{ number: 'F-9', dueDate: '2026-11-20', amount: 50_000 }] });
const source = (debts: readonly DebtValue[]): StatementSource => ({ company, customer, debts, today: '2026-11-24' });
const cellsOf = (debts: readonly DebtValue[]) => statementOf(source(debts)).rows.map(({ cells }) => cells);

describe('account statement (C11)', () => {
  it('says who, until when, how late, in what state and how much, each debt with its instalments and invoices', () => {
    const instalments = [
      { number: 1, dueDate: '2026-10-31', amount: 100_000, paid: true },
      { number: 2, dueDate: '2026-11-23', amount: 100_000, paid: false },
    ];
    const sheet = statementOf(source([{ ...invoiced, instalments }]));
    expect(sheet.heading).toEqual([
      'Cobranzas Ñuñoa',
      'Cliente: Ana <b>Díaz</b>',
      'Documento: RUT 12345678-5',
      'Fecha: 24-11-2026',
    ]);
    expect(sheet.rows.map(({ cells }) => cells)).toEqual([
      ['OP-1', '23-11-2026', '1', 'Vencida', '$150.000'],
      ['Cuota 1', '31-10-2026', '', 'Pagada', '$100.000'],
      ['Cuota 2', '23-11-2026', '', 'Pendiente', '$100.000'],
      ['Factura F-9', '20-11-2026', '', '', '$50.000'],
    ]);
  });

  it('leaves out what is paid, puts the oldest first, and never adds currencies', () => {
    const debts = [
      debt({ code: 'B', dueDate: '2026-12-01' }),
      debt({ code: 'C', balance: 12_345, currency: 'USD', dueDate: '2026-01-01' }),
      debt({ code: 'A', dueDate: '2026-12-01' }),
      debt({ code: 'P', state: 'paid' }),
    ];
    expect(cellsOf(debts).map(([code]) => code)).toEqual(['C', 'A', 'B']);
    expect(statementOf(source(debts)).totals).toEqual([
      { label: 'Total CLP', amount: '$300.000' },
      { label: 'Vencido USD', amount: 'US$123,45' },
      { label: 'Total USD', amount: 'US$123,45' },
    ]);
    expect(statementOf(source([...debts].reverse()))).toEqual(statementOf(source(debts)));
  });

  it('speaks the language of the company', () => {
    const english = { ...source([invoiced]), company: { ...company, language: 'en', defaultCountry: 'US' } } as const;
    expect(sheetText(statementOf(english))).toContain('OP-1 | 11/14/2026 | 10 | Overdue | CLP 150,000');
  });

  it('says so when nothing is owed', () => {
    expect(sheetText(statementOf(source([])))).toContain('No registra deudas pendientes.');
    expect(sheetHtml(statementOf(source([])))).not.toContain('<table');
  });

  it('shows debts alone, with all the sums, where nobody could read every instalment', () => {
    const instalments = Array.from({ length: 120 }, (_unused, at) => ({
      number: at + 1,
      dueDate: '2026-01-01',
      amount: 1,
      paid: false,
    }));
    const many = Array.from({ length: 10 }, (_unused, at) => debt({ code: `OP-${at}`, instalments }));
    const sheet = statementOf(source(many));
    expect(10 * 121).toBeGreaterThan(statementRowLimit);
    expect(sheet.rows).toHaveLength(10);
    expect(sheet.totals).toContainEqual({ label: 'Total CLP', amount: '$1.500.000' });
    expect(sheet.notes).toEqual(['Se omite el detalle de cuotas y facturas por su extensión.']);
  });

  it('as a page escapes what people wrote, and may load and run nothing', () => {
    const page = sheetPage(statementOf(source([debt({ code: '"><script>' })])), 'es');
    expect(page).toContain('Ana &lt;b&gt;Díaz&lt;/b&gt;');
    expect(page).not.toContain('<script>');
    expect(page).toContain(`default-src 'none'`);
    expect(page).toMatch(/^<!doctype html>\n<html lang="es">/);
  });
});

describe('detail of an invoice (D23)', () => {
  const payments = { enabled: true, linkPattern: 'https://pagos.example/{debtCode}?monto={amount}' };
  const invoice = (owed: DebtValue, number = 'F-9') =>
    invoiceOf({ company: { ...company, payments }, customer, debt: owed, number, today: '2026-11-24' });

  it('says what is due and where it is paid', () => {
    const sheet = invoice({ ...invoiced, code: 'A/B' });
    expect(sheet.title).toBe('Factura F-9');
    expect(sheet.rows).toEqual([{ detail: false, cells: ['A/B', 'F-9', '20-11-2026', '4', '$50.000'] }]);
    expect(sheet.notes[0]).toBe('Paga aquí: https://pagos.example/A%2FB?monto=150000');
  });

  it('asks nobody to pay what is paid', () => {
    const sheet = invoice({ ...invoiced, state: 'paid' });
    expect(sheet.rows[0]?.cells).toContain('0');
    expect(sheet.notes).toHaveLength(1);
  });

  it('is of an invoice that the debt has', () => {
    expect(() => invoice(invoiced, 'F-1')).toThrow(expect.objectContaining({ code: 'INVOICE_NOT_FOUND' }));
  });
});
