/**
 * Every code that a route may answer: those that its own table names, those of what it takes, and those that its schemas
 * carry in their rules. Derived, so that the published document cannot leave one out (issue 10, A.5).
 */
import * as z from 'zod';
import { type ErrorCode, errorCodes } from './errors.ts';
import type { Route } from './route.ts';

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorCodes, code);

/** `params.code` of a rule, see `rule` in fields.ts. */
const RuleSchema = z.looseObject({ params: z.looseObject({ code: z.custom<ErrorCode>(isErrorCode) }) });

interface Definition {
  readonly def: object;
}

const definitionOf = (value: unknown): Definition | undefined =>
  typeof value === 'object' && value !== null && '_zod' in value
    ? z.custom<Definition>((inner) => typeof inner === 'object' && inner !== null && 'def' in inner).parse(value._zod)
    : undefined;

/** Codes of the rules of a schema and of everything inside it. */
const codesOf = (schema: z.ZodType): ReadonlySet<ErrorCode> => {
  const codes = new Set<ErrorCode>();
  const seen = new Set<unknown>();
  const visit = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const inner = definitionOf(value);
    if (inner !== undefined) {
      const found = RuleSchema.safeParse(inner.def);
      if (found.success) codes.add(found.data.params.code);
      // The one field whose unknown values have a code of their own: see faults.ts.
      if (value instanceof z.ZodEnum && name.endsWith('channel')) codes.add('CHANNEL_UNKNOWN');
    }
    if (inner === undefined && !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return;
    for (const [key, part] of Object.entries(inner?.def ?? value)) visit(part, inner === undefined ? key : name);
  };
  visit(schema, '');
  return codes;
};

/** Of who asks, and how often, before a route looks at the request. */
const ofCaller: readonly ErrorCode[] = [
  'UNAUTHENTICATED',
  'USER_DISABLED',
  'TENANT_MISSING',
  'COMPANY_CLOSED',
  'FORBIDDEN',
  'RATE_LIMITED',
];
const ofBody: readonly ErrorCode[] = [
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
];

/** Each code once; those that the route's own table names come first. */
export const refusalsOf = (route: Route): readonly ErrorCode[] => [
  ...new Set<ErrorCode>([
    ...route.errors,
    ...(route.roles === 'public' ? [] : ofCaller),
    ...(route.body === undefined ? [] : [...ofBody, ...codesOf(route.body)]),
    ...(route.params === undefined ? [] : (['ID_INVALID', ...codesOf(route.params)] as const)),
    ...(route.query === undefined ? [] : (['FILTER_INVALID', ...codesOf(route.query)] as const)),
    ...(route.idempotency === 'required' ? (['IDEMPOTENCY_KEY_REQUIRED'] as const) : []),
    ...(route.idempotency === undefined
      ? []
      : (['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'REQUEST_IN_PROGRESS'] as const)),
    ...(route.ifMatch ? (['IF_MATCH_INVALID', 'VERSION_CONFLICT'] as const) : []),
    ...(route.resource === 'service' ? [] : (['INTERNAL_ERROR', 'TRY_AGAIN'] as const)),
  ]),
];
