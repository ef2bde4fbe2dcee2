import { describe, expect, it } from 'vitest';
import type { TemplateCreate, TemplatePatch } from '#contract/templates.ts';
import { type SendingChannel, type TemplateState, templateStates } from '#contract/vocabulary.ts';
import { Refusal } from '#platform/errors.ts';
import { changedTemplate, newTemplate } from './template.ts';

const created = (input: Partial<TemplateCreate> & { channel: SendingChannel }, connected = false) =>
  newTemplate('demo', 't1', { name: 'Aviso', language: 'es', body: 'Hola {{amount}}', ...input }, 1_000, connected);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'nothing refused';
};

describe('a new template (C12, E23)', () => {
  it('is approved at once for e-mail and SMS, a draft for WhatsApp', () => {
    expect(created({ channel: 'email' }).state).toBe('approved');
    expect(created({ channel: 'sms' }).state).toBe('approved');
    expect(created({ channel: 'whatsapp' }).state).toBe('draft');
  });

  it('takes the state of WhatsApp as a supervisor records it', () => {
    expect(created({ channel: 'whatsapp', state: 'approved' }).state).toBe('approved');
    expect(codeOf(() => created({ channel: 'sms', state: 'pending' }))).toBe('FIELD_NOT_WRITABLE');
  });

  it('tells which variables the caller must give', () => {
    expect(created({ channel: 'email', subject: '{{b}}', body: '{{a}} {{customerName}} {{b}}' }).variables).toEqual([
      'b',
      'a',
    ]);
  });

  it.each([
    ['a subject where there is none', { channel: 'sms', subject: 'x' }, 'TEMPLATE_INVALID'],
    ['a body too long for SMS', { channel: 'sms', body: 'x'.repeat(1_531) }, 'TEXT_TOO_LONG'],
    ["a body too long for Meta's templates", { channel: 'whatsapp', body: 'x'.repeat(1_025) }, 'TEXT_TOO_LONG'],
    ['a script link', { channel: 'sms', body: 'javascript:alert(1)' }, 'URL_SCHEME'],
    ['logic', { channel: 'email', body: '{{#if x}}' }, 'TEMPLATE_INVALID'],
  ] as const)('refuses %s', (_what, input, code) => {
    expect(codeOf(() => created(input))).toBe(code);
  });
});

describe('a change of a template (C12, E23)', () => {
  const patched = (channel: SendingChannel, state: TemplateState, patch: TemplatePatch, connected = false) =>
    changedTemplate({ ...created({ channel }, connected), state, stateReason: 'why' }, patch, 2_000, connected);

  it('raises the version and finds the variables again', () => {
    expect(patched('sms', 'approved', { body: 'Chao {{other}}' })).toMatchObject({
      version: 2,
      updatedAt: 2_000,
      createdAt: 1_000,
      variables: ['other'],
      state: 'approved',
    });
  });

  it('of the text makes a WhatsApp template a draft again, unless the state is recorded with it', () => {
    expect(patched('whatsapp', 'approved', { body: 'Otro' }).state).toBe('draft');
    expect(patched('whatsapp', 'approved', { body: 'Otro', state: 'pending' }).state).toBe('pending');
    expect(patched('whatsapp', 'approved', { name: 'Otro' }).state).toBe('approved');
    expect(patched('whatsapp', 'archived', { body: 'Otro' }).state).toBe('archived');
  });

  it('keeps the reason of a state as long as the state', () => {
    expect(patched('whatsapp', 'rejected', { name: 'Otro' }).stateReason).toBe('why');
    expect(patched('whatsapp', 'rejected', { state: 'pending' }).stateReason).toBeNull();
    expect(patched('whatsapp', 'pending', { state: 'rejected', stateReason: 'Promocional' }).stateReason).toBe(
      'Promocional',
    );
  });

  const reachable = (channel: SendingChannel, from: TemplateState, connected = false) =>
    templateStates.filter(
      (to) => to !== from && codeOf(() => patched(channel, from, { state: to }, connected)) === 'nothing refused',
    );

  it('reaches exactly these states', () => {
    expect(Object.fromEntries(templateStates.map((from) => [from, reachable('whatsapp', from)]))).toEqual({
      draft: ['pending', 'approved', 'rejected', 'archived'],
      pending: ['draft', 'approved', 'rejected', 'archived'],
      approved: ['draft', 'pending', 'rejected', 'archived'],
      rejected: ['draft', 'pending', 'approved', 'archived'],
      paused: ['draft', 'pending', 'approved', 'rejected', 'archived'],
      disabled: ['draft', 'archived'],
      archived: ['draft'],
    });
    for (const channel of ['email', 'sms'] as const) {
      expect(reachable(channel, 'approved')).toEqual(['archived']);
      expect(reachable(channel, 'archived')).toEqual(['approved']);
    }
  });

  it('E23: where Meta is asked, people reach only what is theirs to decide', () => {
    expect(Object.fromEntries(templateStates.map((from) => [from, reachable('whatsapp', from, true)]))).toEqual({
      draft: ['pending', 'archived'],
      pending: ['archived'],
      approved: ['draft', 'archived'],
      rejected: ['draft', 'pending', 'archived'],
      paused: ['draft', 'archived'],
      disabled: ['archived'],
      archived: ['draft', 'pending'],
    });
    expect(codeOf(() => patched('whatsapp', 'pending', { stateReason: 'x' }, true))).toBe('FIELD_NOT_WRITABLE');
    expect(codeOf(() => created({ channel: 'whatsapp', state: 'approved' }, true))).toBe('FIELD_NOT_WRITABLE');
    expect(codeOf(() => created({ channel: 'whatsapp', state: 'rejected' }, true))).toBe('FIELD_NOT_WRITABLE');
    expect(patched('sms', 'approved', { body: 'Otro' }, true)).toMatchObject({ state: 'approved' });
  });

  it('E23: another text of one that Meta has is a new submission; a draft stays one', () => {
    for (const state of ['pending', 'approved', 'rejected', 'paused'] as const) {
      expect(patched('whatsapp', state, { body: 'Otro' }, true)).toMatchObject({ state: 'pending' });
    }
    expect(patched('whatsapp', 'draft', { body: 'Otro' }, true).state).toBe('draft');
    expect(patched('whatsapp', 'archived', { body: 'Otro' }, true).state).toBe('archived');
    expect(patched('whatsapp', 'approved', { body: 'Otro', state: 'draft' }, true).state).toBe('draft');
    expect(codeOf(() => patched('whatsapp', 'disabled', { body: 'Otro' }, true))).toBe('TEMPLATE_INVALID');
    expect(patched('whatsapp', 'approved', { name: 'Otro' }, true)).toMatchObject({ state: 'approved' });
  });

  it('E23: keeps the name at Meta whatever people call it later, and asks again for what Meta refused at the door', () => {
    const draft = created({ channel: 'whatsapp', name: 'Aviso de Cuota Nº 1' }, true);
    expect(draft.atMeta).toEqual({ name: 'aviso_de_cuota_no_1_t1', id: null, asked: null, toldAt: null });
    expect(changedTemplate(draft, { name: 'Otro' }, 2_000, true).atMeta?.name).toBe('aviso_de_cuota_no_1_t1');
    const asked = { text: 'Hola {{1}}', at: 1, answer: 'refused' as const };
    const refused = { ...draft, state: 'rejected' as const, atMeta: { name: 'x', id: null, asked, toldAt: null } };
    expect(changedTemplate(refused, { state: 'pending' }, 2_000, true).atMeta?.asked).toBeNull();
    expect(changedTemplate(refused, { name: 'Otro' }, 2_000, true).atMeta?.asked).toEqual(asked);
  });
});
