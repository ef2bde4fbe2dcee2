import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announcesBreak, breakingChanges } from './contract-changes.ts';
import type { Json } from './openapi-components.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): Json => JSON.parse(readFileSync(join(root, path), 'utf8'));
const current = read('docs/openapi.json');
const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The document with one part of its text changed, which must be there. */
const changed = (from: string | RegExp, to: string): Json => {
  const text = JSON.stringify(current);
  const result = text.replace(from, to);
  if (result === text) throw new Error(`The document has no ${String(from)}`);
  return JSON.parse(result);
};

const releases = readdirSync(join(root, 'test/releases'))
  .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

describe('the contract against the last release', () => {
  it('breaks nothing that the version does not announce', () => {
    const last = releases.at(-1) ?? '';
    const changes = breakingChanges(read(`test/releases/${last}/openapi.json`), current);
    expect(announcesBreak(last, version) ? [] : changes).toEqual([]);
  });

  it.each([
    ['0.2.0', '0.2.1', false],
    ['0.2.0', '0.3.0', true],
    ['0.2.0', '0.3.0-dev', true],
    ['0.2.0', '1.0.0', true],
    ['1.2.0', '1.3.0', false],
    ['1.2.0', '2.0.0', true],
    ['0.2.0', '0.1.0', false],
  ])('%s to %s announces a break: %s', (released, next, isAnnounced) => {
    expect(announcesBreak(released, next)).toBe(isAnnounced);
  });
});

describe('breaking changes', () => {
  it('are none between a document and itself', () => {
    expect(breakingChanges(current, current)).toEqual([]);
  });

  const debtState = '"DebtState":{"type":"string","enum":["current",';
  it.each<[string, string | RegExp, string, string]>([
    ['a path is gone', '"/v1/me/views/{list}":', '"/v1/me/view/{list}":', 'GET /v1/me/views/{list} is gone'],
    [
      'an answer loses a property',
      '"Debt":{"type":"object","properties":{"debtId":',
      '"Debt":{"type":"object","properties":{"id":',
      'debtId is gone',
    ],
    ['an enum grows', debtState, `${debtState}"sold",`, 'putDebt: 200.state: "sold" is new'],
    ['an enum shrinks', debtState, debtState.replace('"current",', ''), 'putDebt: body.state: "current" is refused'],
    [
      'a parameter becomes required',
      '"in":"query","name":"portfolio",',
      '"in":"query","name":"portfolio","required":true,',
      'query portfolio is required now',
    ],
    [
      'a bound is narrower',
      '"type":"integer","description":"Page size, 1 to 100.","minimum":1,"maximum":100',
      '"type":"integer","description":"Page size.","minimum":1,"maximum":50',
      'query limit: maximum is narrower',
    ],
    [
      'a type changes',
      /"daysOverdue":\{"type":"integer"/,
      '"daysOverdue":{"type":"string"',
      'daysOverdue: "integer" is "string"',
    ],
    [
      'an error code is gone',
      '"x-codes":["DEBT_NOT_FOUND","NOT_FOUND"]',
      '"x-codes":["NOT_FOUND"]',
      '404 DEBT_NOT_FOUND is gone',
    ],
    [
      'a role may no longer call',
      /("operationId":"listCustomers".*?\{"oidc":\[)"viewer",/,
      '$1',
      'listCustomers: viewer may no longer call it',
    ],
  ])('%s', (_, from, to, told) => {
    const changes = breakingChanges(current, changed(from, to));
    expect(changes.join('\n')).toContain(told);
  });
});
