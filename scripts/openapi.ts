/** The OpenAPI 3.1 document of the route table (design §3). Everything in it is derived; nothing is written twice. */

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type ErrorCode, errorCodes } from '#contract/errors.ts';
import { FlagSchema } from '#contract/fields.ts';
import { refusalsOf } from '#contract/refusals.ts';
import { type Resource, type Route, resources } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { foldComponents, type Json, namedSchemas, pascal } from './openapi-components.ts';

const summaries: Readonly<Record<Resource, string>> = {
  customers: 'Customers, addresses, notes, favourites and debts',
  contactability: 'Alerts, "can I contact?", pause, do not disturb, history',
  conversations: 'The inbox: trays, threads and advisor actions',
  messages: 'Send, read, cancel, resolve an unknown outcome',
  attachments: 'Upload forms and download links for attachments',
  documents: "Account statements and invoice details, from a customer's debts",
  templates: 'Templates with merge tags',
  interactions: 'The register of interactions',
  privacy: 'Rights of the people whose data a company keeps',
  processes: 'The process log: imports, exports, reports and their files',
  exports: 'Exports on request and standing reports',
  companies: 'Settings, users, options',
  inbound: 'Inbound messages from unknown or ambiguous senders',
  calls: 'Results of calls and follow-ups, pending calls',
  accounts: 'Accounts that the company sends from',
  service: 'The service itself',
};

/** What API Gateway itself answers before any function runs: no token, an expired one, one of another issuer. */
const gatewayRefusal = z.strictObject({ message: z.string().meta({ examples: ['Unauthorized'] }) });

/** Error answers that are components, filled while the operations are described. */
type ProblemAnswers = Map<string, ZodOpenApiResponseObject>;

/**
 * The problem documents of a route: one response a status, with its codes in `x-codes`. Answers of one or two codes are
 * shared by all routes and go by them (`NotFound`); longer lists are a route's own (`CreateDebt400`). All are of one
 * schema, `Problem`: a client needs one class for whatever goes wrong.
 */
const problems = (route: Route, answers: ProblemAnswers): ZodOpenApiResponsesObject => {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of refusalsOf(route)) {
    const [status] = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, inOrder] of [...byStatus].sort(([a], [b]) => a - b)) {
    const codes = inOrder.length > 2 ? inOrder : inOrder.toSorted();
    const name = inOrder.length > 2 ? `${pascal(route.id)}${status}` : codes.map(pascal).join('Or');
    answers.set(name, {
      description: codes.map((code) => `\`${code}\`: ${errorCodes[code][1]}`).join('\n\n'),
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        ...(status === 401 ? { 'application/json': { schema: gatewayRefusal } } : {}),
      },
      'x-codes': codes,
    });
    responses[`${status}` as `4${string}`] = { $ref: `#/components/responses/${name}` };
  }
  return responses;
};

const headersOf = (route: Route): z.ZodObject | undefined => {
  const key = z.string().meta({
    description: '1 to 255 visible ASCII characters; a repeat with the same body gets the same response.',
    minLength: 1,
    maxLength: 255,
    examples: ['3f6c2b0e-6a3e-4a53-9f35-2f1f3f0f8a51'],
  });
  const shape = {
    ...(route.idempotency === 'required' ? { 'Idempotency-Key': key } : {}),
    ...(route.idempotency === 'optional' ? { 'Idempotency-Key': key.optional() } : {}),
    ...(route.ifMatch
      ? {
          'If-Match': z
            .string()
            .optional()
            .meta({
              description: 'The `version` that was read; the request is refused if it has changed since.',
              examples: ['"3"'],
            }),
        }
      : {}),
  };
  return Object.keys(shape).length === 0 ? undefined : z.object(shape);
};

const isObject = (schema: z.ZodType | undefined): schema is z.ZodObject => schema instanceof z.ZodObject;

/** A file as it is, in each of its types. */
const filesOf = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]));

const operationOf = (route: Route, answers: ProblemAnswers): ZodOpenApiOperationObject => {
  const headers = headersOf(route);
  return {
    operationId: route.id,
    tags: [route.resource],
    summary: route.summary,
    description: route.roles === 'public' ? 'No token needed.' : `Roles: ${route.roles.join(', ')}.`,
    security: route.roles === 'public' ? [] : [{ oidc: [...route.roles] }],
    requestParams: {
      ...(isObject(route.params) ? { path: route.params } : {}),
      ...(isObject(route.query) ? { query: route.query } : {}),
      ...(headers === undefined ? {} : { header: headers }),
    },
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: route.body } },
          },
        }),
    responses: {
      [`${route.status}` as `2${string}`]: {
        description: route.summary,
        ...(route.fileTypes === undefined ? {} : { content: filesOf(route.fileTypes) }),
        ...(route.answer === undefined
          ? {}
          : { content: { [route.answerType ?? 'application/json']: { schema: route.answer } } }),
      },
      ...problems(route, answers),
    },
  };
};

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

/** Flags arrive as text in a query; what they are is a boolean. */
const asTyped: CreateDocumentOptions['override'] = ({ zodSchema, jsonSchema }) => {
  if (zodSchema !== FlagSchema.unwrap()) return;
  jsonSchema.type = 'boolean';
  delete jsonSchema.enum;
};

/** Text and numbers may carry rules that JSON Schema cannot say; what is left of the schema still holds. */
export const openApiDocument = (): Json => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const answers: ProblemAnswers = new Map();
  const table: readonly Route[] = routes;
  for (const route of table) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, answers) };
  }
  const document: Json = JSON.parse(
    JSON.stringify(
      createDocument(
        {
          openapi: '3.1.0',
          info: {
            title: 'Contacta',
            version,
            description:
              'Contactability and conversations. Errors are RFC 9457 problem documents with a stable `code`. Times are ' +
              'ISO-8601 with offset, money is in minor units. Lists page with `limit` and `cursor`.',
            license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
          },
          servers: [{ url: '/' }],
          tags: resources.map((name) => ({ name, description: summaries[name] })),
          paths,
          components: {
            schemas: { ...namedSchemas(table), GatewayRefusal: gatewayRefusal },
            responses: Object.fromEntries([...answers].sort(([a], [b]) => (a < b ? -1 : 1))),
            securitySchemes: {
              oidc: {
                type: 'http',
                scheme: 'bearer',
                bearerFormat: 'JWT',
                description: 'Access token of the user pool (OpenID Connect), with the scope `contacta/api`.',
              },
            },
          },
        },
        { override: asTyped },
      ),
    ),
  );
  return foldComponents(document);
};
