/** How long a company keeps what (Ley 21.719, LGPD; ADR 67, issue 12): chosen within bounds, and removed by the night. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import type { Retention } from '#contract/retention.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { type ApiCaller, callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';

const start = Date.UTC(2026, 10, 23, 15);
let now = start;
const clock = { now: () => now };
const admin = { tenant: 'demo', roles: ['admin'], userId: 'berta' } as const;

let engines: DeliveryEngines;

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(() => engines?.stop());

const call = (target: string, more: object = {}, caller: ApiCaller = admin) =>
  callApi(
    privacyRoutes({
      table: engines.table,
      clock,
      jobs: createProcessJobs(engines.sqs, engines.exportsQueue),
      sign: createSignDownload(engines.s3, engines.bucket),
    }),
  )<Retention & Problem>({ call: `${target} /v1/settings/retention`, caller, ...more });

const periods = { messages: 24, contents: 12, attachments: 6, recordings: 6, mails: 3, exports: 7, decisions: 24 };

describe('how long a company keeps what', () => {
  it('is chosen by administrators, under the version that they read, and in the audit trail', async () => {
    now = start;
    expect((await call('GET')).body).toMatchObject({
      inForce: false,
      version: 0,
      periods: { messages: 36, exports: 30 },
    });
    const chosen = await call('PUT', { body: { periods }, headers: { 'if-match': '0' } });
    expect(chosen).toMatchObject({ status: 200, body: { inForce: true, version: 1, periods, lastRun: null } });
    const late = await call('PUT', { body: { periods }, headers: { 'if-match': '0' } });
    expect(late).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
    expect((await call('GET')).body).toEqual(chosen.body);
    expect((await call('GET', {}, { ...admin, tenant: 'acme' })).body.inForce).toBe(false);
    expect((await call('GET', {}, { ...admin, roles: ['supervisor'] })).status).toBe(403);
  });

  it.each([
    ['proof of contact for less than two years', { messages: 23 }, 'NUMBER_OUT_OF_RANGE'],
    ['the audit trail for less than two years', { decisions: 23 }, 'NUMBER_OUT_OF_RANGE'],
    ['files for longer than the bucket has them', { exports: 31 }, 'NUMBER_OUT_OF_RANGE'],
    ['half a month', { mails: 1.5 }, 'WRONG_TYPE'],
    ['contents for longer than their communications', { contents: 25 }, 'VALUE_INVALID'],
    ['attachments for longer than the contents', { attachments: 13 }, 'VALUE_INVALID'],
    ['nothing of one kind', { mails: undefined }, 'FIELD_REQUIRED'],
  ])('keeps not %s', async (_name, wrong, code) => {
    const answer = await call('PUT', { body: { periods: { ...periods, ...wrong } } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.code)).toEqual([code]);
  });
});
