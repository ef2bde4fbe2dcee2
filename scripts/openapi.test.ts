import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { openApiDocument } from './openapi.ts';

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
    .default([]),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
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
    for (const code of route.errors) expect(JSON.stringify(operation?.responses)).toContain(`"${code}"`);
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
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((name) => !(name !== undefined && name in document.components.schemas))).toEqual([]);
  });
});
