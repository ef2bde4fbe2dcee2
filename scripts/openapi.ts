/** The OpenAPI 3.1 document of the route table (design §3). Everything in it is derived; nothing is written twice. */
import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import * as companies from '#contract/companies.ts';
import * as contactability from '#contract/contactability.ts';
import * as conversations from '#contract/conversations.ts';
import * as customers from '#contract/customers.ts';
import { type ErrorCode, errorCodes, FaultSchema, ProblemSchema } from '#contract/errors.ts';
import * as inbound from '#contract/inbound.ts';
import * as interactions from '#contract/interactions.ts';
import * as messages from '#contract/messages.ts';
import * as processes from '#contract/processes.ts';
import { type Resource, type Route, resources } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import * as templates from '#contract/templates.ts';
import * as vocabulary from '#contract/vocabulary-schemas.ts';

const summaries: Readonly<Record<Resource, string>> = {
  customers: 'Customers, addresses, notes, favourites and debts',
  contactability: 'Alerts, "can I contact?", pause, do not disturb, history',
  conversations: 'The inbox: trays, threads, actions of advisors',
  messages: 'Send, read, cancel, resolve an unknown outcome',
  attachments: 'Upload forms and download links of attachments',
  documents: "Account statements and details of invoices, from a customer's debts",
  templates: 'Templates with merge tags',
  interactions: 'The register of interactions',
  processes: 'Log de procesos: reports and their files',
  exports: 'Exports on request and standing reports',
  companies: 'Settings, users, options',
  inbound: 'Inbound messages of unknown or ambiguous senders',
  calls: 'Results of calls and other managements, pending calls',
  accounts: 'Accounts that the company sends from',
  service: 'The service itself',
};

/**
 * Exported schemas become components under their own names: `CustomerSchema` is `Customer`. Filters do not: OpenAPI
 * wants each query parameter on its own.
 */
const componentSchemas = (): Record<string, z.ZodType> => {
  const modules: readonly Readonly<Record<string, unknown>>[] = [
    vocabulary,
    customers,
    contactability,
    messages,
    conversations,
    templates,
    interactions,
    processes,
    companies,
    inbound,
    { FaultSchema, ProblemSchema },
  ];
  const named = modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) =>
      /(?<!Filter)Schema$/.test(name) && value instanceof z.ZodType
        ? [[name.replace(/Schema$/, ''), value] as const]
        : [],
    ),
  );
  return Object.fromEntries(named.sort(([a], [b]) => a.localeCompare(b)));
};

/** Codes that every route may answer beside its own, by what it takes. */
const commonCodes = (route: Route): ErrorCode[] => [
  ...(route.roles === 'public' ? [] : (['UNAUTHENTICATED', 'TENANT_MISSING', 'FORBIDDEN'] as const)),
  ...(route.body === undefined
    ? []
    : ([
        'BODY_REQUIRED',
        'BODY_NOT_JSON',
        'BODY_NOT_OBJECT',
        'UNSUPPORTED_MEDIA_TYPE',
        'BODY_TOO_LARGE',
        'UNKNOWN_FIELD',
        'FIELD_NOT_WRITABLE',
        'FIELD_REQUIRED',
        'WRONG_TYPE',
        'VALUE_INVALID',
        'NUMBER_OUT_OF_RANGE',
        'INVALID_CHARACTER',
        'TEXT_TOO_LONG',
        'TEXT_EMPTY',
      ] as const)),
  ...(route.params === undefined ? [] : (['ID_INVALID'] as const)),
  ...(route.query === undefined ? [] : (['FILTER_INVALID'] as const)),
  ...(route.idempotency === undefined
    ? []
    : (['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'REQUEST_IN_PROGRESS'] as const)),
  ...(route.ifMatch ? (['IF_MATCH_INVALID', 'VERSION_CONFLICT'] as const) : []),
  ...(route.resource === 'service' ? [] : (['INTERNAL_ERROR', 'TRY_AGAIN'] as const)),
];

/** What API Gateway itself answers before any function runs: no token, an expired one, one of another issuer. */
const gatewayRefusal = z.strictObject({ message: z.string().meta({ examples: ['Unauthorized'] }) });

/** The problem documents of a route: one response a status, with its codes. */
const problems = (route: Route): ZodOpenApiResponsesObject => {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...route.errors, ...commonCodes(route)])) {
    const [status] = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[`${status}` as `4${string}`] = {
      description: codes.map((code) => `\`${code}\`: ${errorCodes[code][1]}`).join('\n\n'),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { type: 'string', enum: codes } } },
            ],
          },
        },
        ...(status === 401 ? { 'application/json': { schema: gatewayRefusal } } : {}),
      },
    };
  }
  return responses;
};

const headersOf = (route: Route): z.ZodObject | undefined => {
  const key = z.string().meta({
    description: '1 to 255 visible ASCII characters; a repeat with the same body answers the same.',
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
            .meta({ description: 'The `version` that was read; refused when it has changed.', examples: ['"3"'] }),
        }
      : {}),
  };
  return Object.keys(shape).length === 0 ? undefined : z.object(shape);
};

const isObject = (schema: z.ZodType | undefined): schema is z.ZodObject => schema instanceof z.ZodObject;

/** A file as it is, in each of its types. */
const filesOf = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]));

const operationOf = (route: Route): ZodOpenApiOperationObject => {
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
      ...problems(route),
    },
  };
};

/** Text and numbers may carry rules that JSON Schema cannot say; what is left of the schema still holds. */
export const openApiDocument = (): object => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const table: readonly Route[] = routes;
  for (const route of table) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Contacta',
      version: '1.0.0',
      description:
        'Contactability and conversations. Errors are RFC 9457 problem documents with a stable `code`. Times are ' +
        'ISO-8601 with offset, money is in minor units. Lists page with `limit` and `cursor`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: resources.map((name) => ({ name, description: summaries[name] })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        oidc: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Access token of the user pool (OpenID Connect), with the scope `contacta/api`.',
        },
      },
    },
  });
};
