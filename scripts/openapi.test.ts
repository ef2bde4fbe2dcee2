import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorCodes } from '#contract/errors.ts';
import { refusalsOf } from '#contract/refusals.ts';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { openApiDocument } from './openapi.ts';
import { classesIn, meaningOf } from './openapi-components.ts';

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  responses: z.record(z.string(), z.looseObject({ $ref: z.string().optional() })),
});
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.json()),
    responses: z.record(z.string(), z.looseObject({ description: z.string(), 'x-codes': z.array(z.string()) })),
  }),
});

const text = JSON.stringify(openApiDocument());
const document = Document.parse(JSON.parse(text));
const table: readonly Route[] = routes;
const operationOf = (route: Route) => document.paths[route.path]?.[route.method.toLowerCase()];

describe('the OpenAPI document', () => {
  it('is the one that is checked in', () => {
    const file = join(import.meta.dirname, '..', 'docs', 'openapi.json');
    expect(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))).toBe(text);
  });

  it.each(table.map((route) => [route.id, route] as const))('describes %s', (id, route) => {
    const operation = operationOf(route);
    expect(operation?.operationId).toBe(id);
    expect(operation?.responses).toHaveProperty(String(route.status));
    const errors = Object.entries(operation?.responses ?? {}).flatMap(([status, { $ref }]) => {
      const answer = document.components.responses[$ref?.split('/').at(-1) ?? ''];
      return (answer?.['x-codes'] ?? []).map((code) => [status, code]);
    });
    for (const code of refusalsOf(route)) expect(errors).toContainEqual([String(errorCodes[code][0]), code]);
    expect(operation?.security).toEqual(route.roles === 'public' ? [] : [{ oidc: [...route.roles] }]);
    const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`).sort()).toEqual((route.path.match(/\{\w+\}/g) ?? []).sort());
    const key = operation?.parameters.find(({ name }) => name === 'Idempotency-Key');
    expect(key?.required ?? false).toBe(route.idempotency === 'required');
  });

  it('describes nothing else', () => {
    expect(Object.values(document.paths).flatMap((path) => Object.keys(path))).toHaveLength(routes.length);
  });

  it('holds what its references name', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/(schemas|responses)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    const isThere = ([, kind, name]: RegExpExecArray) =>
      String(name) in document.components[kind === 'schemas' ? 'schemas' : 'responses'];
    expect(references.filter((reference) => !isThere(reference)).map(([all]) => all)).toEqual([]);
  });

  it('makes one class of one thing: nothing stands inline twice, and there are fewer than 400 in all', () => {
    const { schemas } = document.components;
    // A component itself does not stand inline, its parts do.
    const parts = Object.values(schemas).flatMap((schema) => classesIn(schema).filter((part) => part !== schema));
    const { components, ...rest } = z.record(z.string(), z.json()).parse(JSON.parse(text));
    const { schemas: _, ...others } = z.record(z.string(), z.json()).parse(components);
    const inline = [...parts, ...classesIn(rest), ...classesIn(others)];
    const seen = new Set<string>();
    const again = inline.filter((part) => {
      const meaning = meaningOf(part, schemas);
      return seen.has(meaning) || seen.add(meaning) === undefined;
    });
    expect(again).toEqual([]);
    expect(inline.length).toBeGreaterThan(10);
    expect(Object.keys(schemas).length + inline.length).toBeLessThan(400);
  });

  it.each(['Debt', 'Ticket', 'Account', 'Attachment', 'Customer', 'Address', 'Message', 'Conversation', 'Process'])(
    'has a component %s',
    (name) => expect(document.components.schemas).toHaveProperty(name),
  );

  it('types the numbers and flags of queries as such', () => {
    const queries = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap(({ parameters }) => parameters.filter((parameter) => parameter.in === 'query')),
    );
    const typesOf = (name: string) =>
      new Set(
        queries
          .filter((one) => one.name === name)
          .map((one) => z.looseObject({ type: z.string() }).parse(one.schema).type),
      );
    expect(typesOf('limit')).toEqual(new Set(['integer']));
    expect(typesOf('favorite')).toEqual(new Set(['boolean']));
  });
});
