/**
 * The HTTP API as `openapi-fetch` wants to know it, derived from the route table: types alone, so that nothing of the
 * contract's schemas gets into the bundle by it.
 */
import type { Problem } from '#contract/errors.ts';
import type { Input, Output, Route } from '#contract/route.ts';
import type { routes } from '#contract/routes.ts';

type Table = (typeof routes)[number];
export type RouteId = Table['id'];
type RouteOf<Id extends RouteId> = Extract<Table, { id: Id }>;

/** What a route answers, as JSON. */
export type Answer<Id extends RouteId> = Output<RouteOf<Id>['answer']>;
/** What a route takes as its body, before defaults are filled in. */
export type Body<Id extends RouteId> = NonNullable<Input<RouteOf<Id>['body']>>;
/** One row of a route that lists. */
export type RowOf<Id extends RouteId> = Answer<Id> extends { items: readonly (infer Row)[] } ? Row : never;
/** The query of a route: texts, as they stand in an address. */
export type Query<Id extends RouteId> = NonNullable<Input<RouteOf<Id>['query']>>;

/** `{ [Name]: Value }`, or that there is no such part. */
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { [Key in Name]?: never }
  : undefined extends Value
    ? { [Key in Name]?: Value }
    : { [Key in Name]: Value };

type QueryPart<R extends Route> = [Input<R['query']>] extends [undefined]
  ? { query?: never }
  : { query?: Input<R['query']> };

type Headers<R extends Route> = (R extends { idempotency: 'required' }
  ? { 'Idempotency-Key': string }
  : R extends { idempotency: 'optional' }
    ? { 'Idempotency-Key'?: string }
    : Record<never, never>) &
  (R extends { ifMatch: true } ? { 'If-Match'?: string } : Record<never, never>);

type RequestBody<R extends Route> = [Input<R['body']>] extends [undefined]
  ? { requestBody?: never }
  : undefined extends Input<R['body']>
    ? { requestBody?: { content: { 'application/json': NonNullable<Input<R['body']>> } } }
    : { requestBody: { content: { 'application/json': Input<R['body']> } } };

type Operation<R extends Route> = {
  parameters: QueryPart<R> & Part<'path', Output<R['params']>> & { header?: Headers<R> };
  responses: {
    [Status in R['status']]: [Output<R['answer']>] extends [undefined]
      ? { content?: never }
      : { content: { 'application/json': Output<R['answer']> } };
  } & { default: { content: { 'application/problem+json': Problem } } };
} & RequestBody<R>;

type MethodAt<Path> = Lowercase<Extract<Table, { path: Path }>['method']>;

export type Paths = {
  [Path in Table['path']]: {
    [Method in MethodAt<Path>]: Operation<Extract<Table, { path: Path; method: Uppercase<Method> }>>;
  };
};
