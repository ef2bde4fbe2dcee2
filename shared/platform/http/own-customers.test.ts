import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { Refusal } from '../errors.ts';
import {
  customerIdNames,
  messageIdNames,
  type OwnCustomers,
  requireOpen,
  requireOwn,
  withoutOthers,
} from './own-customers.ts';

const table: readonly Route[] = routes;
const names = [...customerIdNames, ...messageIdNames];

const JsonSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() });
const schemaOf = (schema: z.ZodType | undefined): unknown =>
  schema === undefined ? {} : z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
/** Names at the top of a schema. */
const fieldsOf = (schema: z.ZodType | undefined): readonly string[] =>
  Object.keys(JsonSchema.parse(schemaOf(schema)).properties ?? {});
/** Names of ids of customers and messages anywhere in it. */
const idNamesIn = (schema: z.ZodType | undefined): readonly string[] =>
  [...JSON.stringify(schemaOf(schema)).matchAll(/"(\w*(?:customer|message)\w*Ids?)":\{/gi)].map(
    ([, name]) => name ?? '',
  );

/** Sees `own`, and the message `m-own` of it. */
const own: OwnCustomers = {
  advisorId: 'ana',
  among: async (ids) => new Set(ids.filter((id) => id === 'own')),
  customersOf: async (ids) =>
    new Map(ids.flatMap((id) => (id === 'm-own' ? [[id, 'own']] : id === 'm-other' ? [[id, 'other']] : []))),
};

describe('the scope of every route (MA13)', () => {
  it.each(table.map((route) => [route.id, route] as const))(
    '%s says it, and its ids stand where they are asked',
    (_id, route) => {
      const named = [...fieldsOf(route.params), ...fieldsOf(route.body)].filter((name) => names.includes(name));
      expect(['named', 'list', 'company', 'closed']).toContain(route.scope);
      // Every id of a customer or message that a request can carry is one that is looked for.
      expect([...new Set([...idNamesIn(route.params), ...idNamesIn(route.body)])].toSorted()).toEqual(
        [...new Set(named)].toSorted(),
      );
      if (route.scope === 'named') {
        expect(named).not.toEqual([]);
        expect(route.errors).toContain('NOT_FOUND');
      }
      if (route.scope === 'company' || route.scope === 'list') expect(named).toEqual([]);
      // What narrows a list is its use case's business.
      if (route.scope !== 'list') expect(idNamesIn(route.query)).toEqual([]);
    },
  );
});

describe('requireOwn', () => {
  const refusal = async (...parts: unknown[]) => {
    try {
      await requireOwn(parts, own);
      return undefined;
    } catch (error) {
      return error instanceof Refusal ? error.code : error;
    }
  };

  it('lets pass what is theirs, in path and body, and whoever sees all', async () => {
    expect(await refusal({ customerId: 'own' }, { customerId: 'own' })).toBeUndefined();
    expect(await refusal({ messageId: 'm-own' }, { messageIds: ['m-own'] })).toBeUndefined();
    expect(await refusal(undefined, undefined)).toBeUndefined();
    await requireOwn([{ customerId: 'other' }], undefined);
  });

  it.each([
    [{ customerId: 'other' }, undefined],
    [{ customerId: 'own' }, { customerId: 'other' }],
    [{ messageId: 'm-other' }, undefined],
    [{ messageId: 'm-none' }, undefined],
    [undefined, { messageIds: ['m-own', 'm-other'] }],
  ])('answers somebody else’s as one that does not exist: %j %j', async (params, body) => {
    expect(await refusal(params, body)).toBe('NOT_FOUND');
  });

  it('closes what crosses customers', () => {
    expect(() => requireOpen('closed', own)).toThrow(Refusal);
    requireOpen('closed', undefined);
    requireOpen('named', own);
  });

  it('does not name somebody else’s customer in a refusal', async () => {
    const named = (customerId: string) => new Refusal('DOCUMENT_EXISTS', 'X', { customerId });
    expect((await withoutOthers(named('other'), own)).customerId).toBeUndefined();
    expect((await withoutOthers(named('own'), own)).customerId).toBe('own');
    expect((await withoutOthers(named('other'), undefined)).customerId).toBe('other');
  });
});
