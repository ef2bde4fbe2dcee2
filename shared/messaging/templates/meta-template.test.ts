import { describe, expect, it } from 'vitest';
import type { TemplateState } from '#contract/vocabulary.ts';
import type { TemplateValue } from './entities.ts';
import {
  askingMs,
  isSummaryEnough,
  type MetaTemplate,
  metaBody,
  metaDefinition,
  metaName,
  metaSettleMs,
  nextStep,
} from './meta-template.ts';
import { newTemplate } from './template.ts';

const now = 10_000_000;
const body = 'Hola {{customerFirstName}}, debes {{amount}} a {{companyName}}. {{amount}} hoy.';
const wanted = 'Hola {{1}}, debes {{2}} a {{3}}. {{2}} hoy.';

type AtMeta = NonNullable<TemplateValue['atMeta']>;
const template = (state: TemplateState, atMeta: Partial<AtMeta> = {}): TemplateValue => ({
  ...newTemplate('demo', 't1', { channel: 'whatsapp', name: 'Aviso', language: 'es', body }, 1_000, true),
  state,
  atMeta: { name: 'aviso_t1', id: null, asked: null, toldAt: null, ...atMeta },
});
const asked = (answer: 'open' | 'taken' | 'refused', ago = 2 * metaSettleMs, text = wanted) => ({
  asked: { text, at: now - ago, answer },
});
const seen = (status: string, more: Partial<MetaTemplate> = {}): MetaTemplate => ({
  id: '77',
  status,
  body: wanted,
  reason: null,
  ...more,
});
/** The step, and where the template then stands. */
const step = (value: TemplateValue, meta?: MetaTemplate) => {
  const next = nextStep(value, meta, now);
  return next.kind === 'told' ? [next.after.state, next.after.stateReason] : next.kind;
};

describe("Meta's form of a template (E23)", () => {
  it('numbers the variables in the order of their values, each once, with an example of each', () => {
    expect(metaBody(body)).toBe(wanted);
    expect(metaDefinition({ language: 'es', body }, 'aviso_t1')).toEqual({
      name: 'aviso_t1',
      language: 'es',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      components: [
        { type: 'BODY', text: wanted, example: { body_text: [['customerFirstName', 'amount', 'companyName']] } },
      ],
    });
    expect(metaDefinition({ language: 'es', body: 'Hola' }, 'x')).toMatchObject({
      components: [{ type: 'BODY', text: 'Hola' }],
    });
  });

  it.each([
    ['Aviso de Cobranza ÁÉ', 'aviso_de_cobranza_ae_t1'],
    ['__x--y__', 'x_y_t1'],
    ['提醒', 't_t1'],
    ['a'.repeat(80), `${'a'.repeat(60)}_t1`],
  ])('%s is called %s there', (name, expected) => {
    expect(metaName('t1', name)).toBe(expected);
    expect(metaName('t1', name)).toMatch(/^[a-z0-9_]{1,512}$/);
  });
});

describe('what brings a template and Meta together (E23)', () => {
  it('nothing, while it is a draft, archived, or recorded by hand', () => {
    expect(step(template('draft'), seen('APPROVED'))).toBe('keep');
    expect(step(template('archived'), seen('APPROVED'))).toBe('keep');
    const { atMeta: _atMeta, ...byHand } = template('approved');
    expect(step(byHand, seen('REJECTED'))).toBe('keep');
  });

  it('one that Meta does not have is made, once: not while somebody is asking, nor after a refusal', () => {
    expect(step(template('pending'))).toBe('create');
    expect(step(template('pending', asked('open', askingMs - 1)))).toBe('keep');
    expect(step(template('pending', asked('open', askingMs)))).toBe('create');
    expect(step(template('rejected', asked('refused')))).toBe('keep');
    // Another text than the one that was refused is another question.
    expect(step(template('pending', asked('refused', 5, 'Otro')))).toBe('create');
  });

  it('one whose answer was lost is found, whatever was asked', () => {
    expect(step(template('pending', asked('open', 5)), seen('APPROVED'))).toEqual(['approved', null]);
    expect(step(template('pending', asked('open')), seen('PENDING'))).toEqual(['pending', null]);
  });

  it.each([
    ['APPROVED', null, ['approved', null]],
    ['PENDING', null, ['pending', null]],
    ['IN_APPEAL', null, ['pending', null]],
    ['REJECTED', 'PROMOTIONAL', ['rejected', 'PROMOTIONAL']],
    ['REJECTED', 'NONE', ['rejected', null]],
    ['PAUSED', null, ['paused', null]],
    ['DISABLED', null, ['disabled', null]],
    ['PENDING_DELETION', null, ['disabled', 'DELETED']],
    ['ARCHIVED', null, ['disabled', 'DELETED']],
    // What no table lists changes nothing.
    ['LEVITATING', null, ['approved', null]],
    ['constructor', null, ['approved', null]],
  ])('%s (%s) is %j', (status, reason, expected) => {
    const known = template('approved', { id: '77', ...asked('taken') });
    expect(step(known, seen(status, { reason }))).toEqual(expected);
    expect(step(known, seen(status, { reason, body: null }))).toEqual(expected);
  });

  it('a reason that was told stays where Meta does not repeat it', () => {
    const rejected = { ...template('rejected', { id: '77', ...asked('taken') }), stateReason: 'SCAM' };
    expect(step(rejected, seen('REJECTED'))).toEqual(['rejected', 'SCAM']);
    expect(step({ ...rejected, state: 'pending', stateReason: null }, seen('REJECTED'))).toEqual(['rejected', null]);
    const paused = { ...template('paused', { id: '77', ...asked('taken') }), stateReason: '132015' };
    expect(step(paused, seen('PAUSED'))).toEqual(['paused', '132015']);
    expect(step(paused, seen('DISABLED'))).toEqual(['disabled', null]);
  });

  it('another text goes to Meta where Meta takes one, and waits where it does not', () => {
    const edited = template('pending', { id: '77', ...asked('taken', 2 * metaSettleMs, 'Antes') });
    for (const status of ['APPROVED', 'REJECTED', 'PAUSED']) {
      expect(step(edited, seen(status, { body: 'Antes' }))).toBe('update');
    }
    expect(step(edited, seen('PENDING', { body: 'Antes' }))).toEqual(['pending', null]);
    expect(step(edited, seen('DISABLED', { body: 'Antes' }))).toEqual(['disabled', null]);
    const asking = template('pending', { id: '77', ...asked('open', 5) });
    expect(step(asking, seen('APPROVED', { body: 'Antes' }))).toBe('keep');
  });

  it("a text that Meta took counts when Meta shows it, or shows its own writing of it for long; never the last one's state", () => {
    const taken = (ago: number) => template('pending', { id: '77', ...asked('taken', ago) });
    expect(step(taken(metaSettleMs - 1), seen('APPROVED', { body: 'Antes' }))).toBe('keep');
    expect(step(taken(metaSettleMs), seen('APPROVED', { body: 'Antes' }))).toEqual(['approved', null]);
    expect(step(taken(5), seen('APPROVED', { body: `${wanted.replaceAll(' ', '  ')}\r\n` }))).toEqual([
      'approved',
      null,
    ]);
  });

  it('one that is gone is disabled, but not before Meta has had the time to show it', () => {
    expect(step(template('approved', { id: '77', ...asked('taken', metaSettleMs - 1) }))).toBe('keep');
    expect(step(template('approved', { id: '77', ...asked('taken') }))).toEqual(['disabled', 'DELETED']);
  });

  it('settles: what was told once tells nothing new', () => {
    for (const status of ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'DELETED']) {
      const first = nextStep(template('pending', { id: '77', ...asked('taken') }), seen(status), now);
      if (first.kind !== 'told') throw new Error('nothing told');
      const second = nextStep(first.after, seen(status), now + 1);
      expect(second).toEqual({ kind: 'told', after: first.after });
    }
  });
});

describe('a summary of the list is enough (E23)', () => {
  it.each([
    [
      'of a text that Meta has taken and had time to show',
      template('pending', asked('taken', metaSettleMs)),
      'APPROVED',
      true,
    ],
    ['not soon after', template('pending', asked('taken', metaSettleMs - 1)), 'APPROVED', false],
    ['not of another text', template('pending', asked('taken', metaSettleMs, 'Antes')), 'APPROVED', false],
    ['not while an answer is open', template('pending', asked('open', metaSettleMs)), 'APPROVED', false],
    [
      'not for a rejection whose reason is not known',
      template('pending', asked('taken', metaSettleMs)),
      'REJECTED',
      false,
    ],
    [
      'for one whose reason is',
      { ...template('rejected', asked('taken', metaSettleMs)), stateReason: 'SCAM' },
      'REJECTED',
      true,
    ],
  ])('%s', (_what, value, status, expected) => {
    expect(isSummaryEnough(value, seen(status, { body: null }), now)).toBe(expected);
  });
});
