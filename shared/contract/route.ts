/** The shape of one row of the route table, from which everything else is derived (design §3). */
import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Role } from './vocabulary.ts';

/** Function that serves the route: `api-<resource>`. */
export const resources = [
  'customers',
  'contactability',
  'messages',
  'conversations',
  'attachments',
  'documents',
  'templates',
  'interactions',
  'processes',
  'exports',
  'companies',
  'inbound',
  'calls',
  'accounts',
  'privacy',
  'service',
] as const;
export type Resource = (typeof resources)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What a route answers to a user who sees only the customers that are assigned to them (MA13, ADR 59). Whatever it says, a
 * customer or message that path or body name must be one of theirs.
 * - `named`: one or several customers or messages, by their ids in the request.
 * - `list`: many customers, or a new one: its use case is told whose.
 * - `company`: nothing of a customer.
 * - `closed`: crosses customers, so it is refused.
 */
export type Scope = 'named' | 'list' | 'company' | 'closed';

/** One route. A route without roles, scope, answer or error codes does not compile. */
export interface Route<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Answer extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly id: string;
  readonly method: Method;
  readonly path: `/v1/${string}`;
  readonly resource: Resource;
  readonly summary: string;
  /** Who may call it; `public` needs no token. */
  readonly roles: readonly Role[] | 'public';
  readonly scope: Scope;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: Answer;
  /** Media type of the answer where it is no JSON: the text is sent as it is. */
  readonly answerType?: 'text/csv';
  /** Media types of the file that is answered instead of JSON; `answer` is undefined then. */
  readonly fileTypes?: readonly string[];
  /** Codes beside those that every route may answer. */
  readonly errors: readonly ErrorCode[];
  /** `Idempotency-Key`: required on messages, taken on other creations (design §4). */
  readonly idempotency?: 'required' | 'optional';
  /** True when `If-Match` with the item's version is honoured. */
  readonly ifMatch?: boolean;
}

/** Declares a route, keeping the exact types of its schemas and roles. */
export const defineRoute = <const R extends Route>(route: R): R => route;

export type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
export type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

export const readers = ['viewer', 'advisor', 'supervisor', 'admin'] as const satisfies readonly Role[];
export const writers = ['advisor', 'supervisor', 'admin'] as const satisfies readonly Role[];
export const supervisors = ['supervisor', 'admin'] as const satisfies readonly Role[];
export const administrators = ['admin'] as const satisfies readonly Role[];
