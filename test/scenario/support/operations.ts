import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Role } from './api.ts';

/**
 * The operations of the API, read from docs/openapi.json: the matrices are generated from them, so that a new route
 * cannot be left out.
 */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Who may call it; undefined for operations that need no token. */
  readonly roles: readonly Role[] | undefined;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  readonly hasBody: boolean;
  readonly takesKey: boolean;
}

const operationSchema = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.enum(['viewer', 'advisor', 'supervisor', 'admin'])))),
  parameters: z.array(z.looseObject({ in: z.string(), name: z.string() })).default([]),
  requestBody: z.unknown().optional(),
});
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

const file = join(import.meta.dirname, '../../../docs/openapi.json');
const { paths } = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Every operation, in the order of the document. */
export const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, security, parameters, requestBody }]): Operation => {
    const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
    return {
      id: operationId,
      method: method.toUpperCase(),
      path,
      roles: security.flatMap((scheme) => Object.values(scheme))[0],
      pathParameters: named('path'),
      queryParameters: named('query'),
      hasBody: requestBody !== undefined,
      takesKey: named('header').some((name) => name.toLowerCase() === 'idempotency-key'),
    };
  }),
);

/** Those that need a token. */
export const guarded = operations.filter(
  (operation): operation is Operation & { readonly roles: readonly Role[] } => operation.roles !== undefined,
);
