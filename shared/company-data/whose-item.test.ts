import { describe, expect, it } from 'vitest';
import { companyMarks, isOfCompany, namesCompany } from './whose-item.ts';

const marks = companyMarks({
  tenant: 'acme',
  inboundNumbers: [
    { channel: 'sms', ours: '+56911112222' },
    { channel: 'sms', ours: 'ACME' },
    { channel: 'email', ours: 'acme@in.example' },
  ],
});
const noFiles = async () => '';

describe('whose an item is', () => {
  it('knows a company by the tags of its messages, however often they were packed', () => {
    const ses = JSON.stringify({ mail: { tags: { tenantId: ['acme'] } } });
    expect(namesCompany(marks, ses)).toBe(true);
    expect(namesCompany(marks, JSON.stringify({ Message: ses }))).toBe(true);
    expect(namesCompany(marks, JSON.stringify({ Body: JSON.stringify({ Message: ses }) }))).toBe(true);
    expect(namesCompany(marks, '{"context": {"tenantId": "acme"}}')).toBe(true);
    expect(namesCompany(marks, JSON.stringify({ biz_opaque_callback_data: 'acme|01JX|a1' }))).toBe(true);
    expect(namesCompany(marks, JSON.stringify({ tags: { tenantId: 'acme', attemptId: 'a' } }))).toBe(true);
  });

  it('takes no other company for it', () => {
    for (const other of ['acme2', 'acme-norte', 'a-acme', 'xacme']) {
      expect(namesCompany(marks, JSON.stringify({ tags: { tenantId: [other] } })), other).toBe(false);
      expect(namesCompany(marks, JSON.stringify({ data: `${other}|c|a` })), other).toBe(false);
    }
    expect(namesCompany(marks, 'acme said ACME in a text')).toBe(false);
    expect(namesCompany(marks, 'to: xacme@in.example, +569111122223')).toBe(false);
  });

  it('knows it by what is written to', () => {
    expect(namesCompany(marks, '{"to":"Acme@in.example"}')).toBe(true);
    expect(namesCompany(marks, '{"destinationNumber":"+56911112222"}')).toBe(true);
  });

  it('goes by the key, the company of the item, or the text of an event', async () => {
    const whose = (item: Record<string, unknown>) => isOfCompany(marks, item, noFiles);
    expect(await whose({ pk: 'T#acme#SET', sk: 'SETTINGS' })).toBe(true);
    expect(await whose({ pk: 'T#acme2#SET', sk: 'SETTINGS', tenant: 'acme' })).toBe(false);
    expect(await whose({ pk: 'SYS#TENANTS', sk: 'acme', type: 'tenant', tenant: 'acme' })).toBe(true);
    expect(await whose({ pk: 'WS#1', sk: 'CONNECTION', type: 'connectionOwner', tenant: 'acme2' })).toBe(false);
    expect(await whose({ pk: 'SYS#AUDIT', sk: '1', type: 'audit', tenant: '*' })).toBe(false);
    expect(await whose({ pk: 'SYS#MIGRATIONS', sk: 'x', type: 'migration' })).toBe(false);
    const signal = JSON.stringify({ type: 'failure', tags: { tenantId: 'acme' } });
    expect(await whose({ pk: 'P#sms#1', sk: 'e', type: 'parkedEvent', signal })).toBe(true);
    expect(await whose({ pk: 'SYS#EVENTS#2026-01-01', sk: 'e', type: 'keptEvent', raw: '{}', rawKey: null })).toBe(
      false,
    );
    const long = { pk: 'SYS#EVENTS#2026-01-01', sk: 'e', type: 'keptEvent', raw: null, rawKey: 'events/1' };
    expect(await isOfCompany(marks, long, async () => signal)).toBe(true);
  });
});
