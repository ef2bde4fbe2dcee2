import { randomUUID } from 'node:crypto';
import { expect, inject } from 'vitest';
import type * as z from 'zod';
import { acceptedSchema, customerSchema, messageSchema, problemSchema } from './shapes.ts';

export type Company = 'demo' | 'acme';
export type Role = 'viewer' | 'advisor' | 'supervisor' | 'admin';

/** An answer of the API. `code` is the stable code of a problem document. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
  readonly code: string | undefined;
}

export interface RequestParts {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, for bodies that are no JSON. */
  readonly rawBody?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Sends one request to the deployment; `path` is taken as it is, nothing is escaped or normalised. */
export const request = async (
  method: string,
  path: string,
  { body, rawBody, query, headers }: RequestParts = {},
): Promise<Reply> => {
  const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  const response = await fetch(`${inject('outputs').ApiUrl?.replace(/\/$/, '')}${path}${search}`, {
    method,
    headers: { ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const json = parseJson(text);
  const problem = problemSchema.safeParse(json);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: problem.success ? problem.data.code : undefined,
  };
};

export interface AddressInput {
  readonly channel: string;
  readonly value: string;
  readonly label?: string;
}

/** The API as one user of one company sees it. */
export class Api {
  readonly company: Company;
  readonly role: Role;

  constructor(company: Company, role: Role) {
    this.company = company;
    this.role = role;
  }

  get authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${inject('tokens')[`${this.company}/${this.role}`]}` };
  }

  call(method: string, path: string, parts: RequestParts = {}): Promise<Reply> {
    return request(method, path, { ...parts, headers: { ...this.authorization, ...parts.headers } });
  }

  /** A request that must be answered with `status`; gives the parts of the answer that `schema` names. */
  async take<Schema extends z.ZodType>(
    schema: Schema,
    status: number,
    method: string,
    path: string,
    parts: RequestParts = {},
  ): Promise<z.output<Schema>> {
    const reply = await this.call(method, path, parts);
    expect(reply.status, `${method} ${path}: ${reply.text.slice(0, 500)}`).toBe(status);
    return schema.parse(reply.json);
  }

  createCustomer(addresses: readonly AddressInput[], profile: Readonly<Record<string, unknown>> = {}) {
    const body = { name: 'Rosa Prueba Escenario', ...profile, addresses };
    return this.take(customerSchema, 201, 'POST', '/v1/customers', { body });
  }

  customer(customerId: string) {
    return this.take(customerSchema, 200, 'GET', `/v1/customers/${customerId}`);
  }

  message(messageId: string) {
    return this.take(messageSchema, 200, 'GET', `/v1/messages/${messageId}`);
  }

  /** Asks for a message; the answer may be a refusal. */
  trySend(body: unknown, key: string = randomUUID()): Promise<Reply> {
    return this.call('POST', '/v1/messages', { body, headers: { 'idempotency-key': key } });
  }

  /** A message that must be accepted. E-mails get a subject. */
  async send(
    customer: { readonly customerId: string; readonly addresses: readonly { addressId: string; channel: string }[] },
    address = 0,
    more: Readonly<Record<string, unknown>> = {},
  ) {
    const target = customer.addresses[address];
    const content = 'templateId' in more ? {} : { body: 'Tu cuota vence mañana.' };
    const subject = target?.channel === 'email' && !('templateId' in more) ? { subject: 'Aviso' } : {};
    const body = { customerId: customer.customerId, addressId: target?.addressId, ...content, ...subject, ...more };
    const reply = await this.trySend(body);
    expect(reply.status, reply.text.slice(0, 500)).toBe(202);
    return acceptedSchema.parse(reply.json);
  }
}

const users = new Map<string, Api>();

/** The user of the company with this role. */
export const as = (company: Company, role: Role = 'advisor'): Api => {
  const key = `${company}/${role}`;
  const known = users.get(key) ?? new Api(company, role);
  users.set(key, known);
  return known;
};
