import { describe, expect, it } from 'vitest';
import { createRouter } from '../../local/http/routes.ts';
import { failedIdentifiers } from '../../local/triggers/batch-response.ts';
import { matchesFilter } from '../../local/triggers/filter.ts';
import { parseSchedule } from '../../local/triggers/schedule-expression.ts';

describe('schedule expressions', () => {
  const due = (expression: string, zone: string, time: string) => parseSchedule(expression, zone)(Date.parse(time));

  it.each([
    ['rate(1 minute)', 'UTC', '2026-11-23T10:07:00Z', true],
    ['rate(15 minutes)', 'UTC', '2026-11-23T10:15:00Z', true],
    ['rate(15 minutes)', 'UTC', '2026-11-23T10:16:00Z', false],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-23T10:45:30Z', true],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-23T10:46:00Z', false],
    ['cron(0 3 * * ? *)', 'America/Santiago', '2026-11-23T06:00:00Z', true],
    ['cron(0 3 * * ? *)', 'America/Santiago', '2026-11-23T03:00:00Z', false],
    ['cron(30 9-17 ? * MON-FRI *)', 'UTC', '2026-11-23T12:30:00Z', true],
    ['cron(30 9-17 ? * MON-FRI *)', 'UTC', '2026-11-22T12:30:00Z', false],
    ['cron(0 0 1 JAN,JUL ? 2027)', 'UTC', '2027-07-01T00:00:00Z', true],
    ['cron(0 0 1 JAN,JUL ? 2027)', 'UTC', '2026-07-01T00:00:00Z', false],
  ])('%s in %s at %s: %s', (expression, zone, time, expected) => {
    expect(due(expression, zone, time)).toBe(expected);
  });

  it.each(['at(2026-01-01T00:00:00)', 'cron(0 0 L * ? *)', 'cron(* *)', 'rate(0.5 hours)'])(
    'refuses %s',
    (expression) => {
      expect(() => parseSchedule(expression, 'UTC')).toThrow(/not understood/);
    },
  );
});

describe('partial batch responses', () => {
  const batch = ['1', '2', '3'];
  it.each([
    ['nothing', null, []],
    ['an empty object', {}, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['null as the list', { batchItemFailures: null }, []],
    ['one failure', { batchItemFailures: [{ itemIdentifier: '2' }] }, ['2']],
    ['an unknown item', { batchItemFailures: [{ itemIdentifier: '9' }] }, batch],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, batch],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, batch],
    ['a wrong key', { batchItemFailures: [{ id: '2' }] }, batch],
    ['text', 'ok', batch],
  ])('%s', (_, payload, failed) => {
    expect([...failedIdentifiers(payload, batch)]).toEqual(failed);
  });
});

describe('filters', () => {
  const record = { eventName: 'INSERT', dynamodb: { Keys: { sk: { S: 'HEAD' } } } };
  it.each([
    [[], true],
    [[{ eventName: ['INSERT', 'MODIFY'] }], true],
    [[{ eventName: ['REMOVE'] }], false],
    [[{ eventName: ['REMOVE'] }, { dynamodb: { Keys: { sk: { S: [{ prefix: 'HE' }] } } } }], true],
    [[{ dynamodb: { NewImage: [{ exists: false }] } }], true],
    [[{ eventName: [{ 'anything-but': ['INSERT'] }] }], false],
  ])('%j', (filters, expected) => {
    expect(matchesFilter(filters, record)).toBe(expected);
  });

  it('look into the JSON body of a message', () => {
    expect(matchesFilter([{ body: { kind: ['a'] } }], '{"kind":"a"}')).toBe(true);
    expect(matchesFilter([{ body: { kind: ['a'] } }], 'not json')).toBe(false);
  });

  it('refuse a rule that they do not know', () => {
    expect(() => matchesFilter([{ eventName: [{ wildcard: '*' }] }], record)).toThrow(/wildcard/);
  });
});

describe('routing', () => {
  const keys = [
    '$default',
    'ANY /v1/{proxy+}',
    'GET /v1/{kind}/{id}',
    'ANY /v1/users/{id}',
    'GET /v1/users/me',
    'GET /v1/users/{id}',
  ];
  const route = createRouter(
    keys.map((routeKey) => ({ routeKey, functionArn: routeKey, timeoutMs: 1, authorizer: undefined, scopes: [] })),
  );
  it.each([
    ['GET', '/v1/users/me', 'GET /v1/users/me', {}],
    ['GET', '/v1/users/7', 'GET /v1/users/{id}', { id: '7' }],
    ['PUT', '/v1/users/7', 'ANY /v1/users/{id}', { id: '7' }],
    ['GET', '/v1/things/a%2Fb', 'GET /v1/{kind}/{id}', { kind: 'things', id: 'a/b' }],
    ['POST', '/v1/things/1/2', 'ANY /v1/{proxy+}', { proxy: 'things/1/2' }],
    ['GET', '/other', '$default', {}],
  ])('%s %s', (method, path, routeKey, pathParameters) => {
    const match = route(method, path);
    expect([match?.route.routeKey, match?.pathParameters]).toEqual([routeKey, pathParameters]);
  });
});
