/** Mail that no person wrote: §5.6 #110, and no loops. */
import { describe, expect, it } from 'vitest';
import { automaticKind } from './automatic.ts';

const kindOf = (
  headers: Readonly<Record<string, string>>,
  more: { from?: string; envelopeSender?: string | null; subject?: string } = {},
) =>
  automaticKind({
    header: (name) => (headers[name] === undefined ? [] : [headers[name]]),
    from: 'rosa@uno.example',
    envelopeSender: 'rosa@uno.example',
    subject: 'Re: Aviso',
    ...more,
  });

describe('#110: automatic mail', () => {
  it.each([
    [{ 'auto-submitted': 'auto-replied' }, 'auto_reply'],
    [{ 'auto-submitted': 'auto-generated; owner-email="x"' }, 'auto_reply'],
    [{ 'x-autoreply': 'yes' }, 'auto_reply'],
    [{ 'x-autorespond': 'x' }, 'auto_reply'],
    [{ precedence: 'auto_reply' }, 'auto_reply'],
    [{ precedence: 'Bulk' }, 'bulk'],
    [{ precedence: 'junk' }, 'bulk'],
    [{ 'list-id': '<l.example>' }, 'bulk'],
    [{ 'list-unsubscribe': '<mailto:x@y.example>' }, 'bulk'],
    [{ 'return-path': '<>' }, 'auto_reply'],
    [{ 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' }, 'delivery_status'],
    [{ 'content-type': 'multipart/report; report-type=disposition-notification' }, 'read_receipt'],
  ])('%j is %s', (headers, kind) => {
    expect(kindOf(headers as Record<string, string>)).toBe(kind);
  });

  it('an empty sender of the envelope is a program; from a mailer daemon it is a bounce', () => {
    expect(kindOf({}, { envelopeSender: '' })).toBe('auto_reply');
    expect(kindOf({}, { envelopeSender: '<>' })).toBe('auto_reply');
    expect(kindOf({}, { envelopeSender: '<>', from: 'mailer-daemon@uno.example' })).toBe('delivery_status');
  });

  it('an absence note counts by its subject only together with another sign', () => {
    const subject = 'Respuesta automática: Aviso';
    expect(kindOf({}, { subject })).toBeNull();
    expect(kindOf({ 'x-auto-response-suppress': 'All' }, { subject })).toBe('auto_reply');
    expect(kindOf({ 'x-auto-response-suppress': 'All' })).toBeNull();
  });

  it("a person's mail is none, also with `Auto-Submitted: no`", () => {
    expect(kindOf({})).toBeNull();
    expect(kindOf({ 'auto-submitted': 'no' })).toBeNull();
    expect(kindOf({ 'auto-submitted': 'No' }, { envelopeSender: null })).toBeNull();
  });
});
