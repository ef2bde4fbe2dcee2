import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** An answer of the HTTP API. `body` is parsed JSON, undefined when there was none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const problemSchema = z.looseObject({ code: z.string(), detail: z.string() });

/** Times that a request is repeated which the API could not serve just now. */
const tries = 4;

/** Where the API and the runner's control answer, as the outputs of the stacks have it. */
export interface DemoAddresses {
  readonly ApiUrl: string;
  readonly ControlUrl: string;
}

/** An access token of a demo user. @throws Error when the runner has no such user */
export const fetchToken = async ({ ControlUrl }: DemoAddresses, company: string, role: string): Promise<string> => {
  const answer = await fetch(`${ControlUrl}/token`, { method: 'POST', body: JSON.stringify({ company, role }) });
  if (!answer.ok) throw new Error(`No token of ${company}/${role}: ${answer.status} ${await answer.text()}`);
  return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
};

/** Calls the HTTP API as one user. */
export class DemoApi {
  readonly #url: string;
  readonly #accessToken: string;

  constructor(url: string, accessToken: string) {
    this.#url = url;
    this.#accessToken = accessToken;
  }

  /** Calls the API as a demo user. @throws Error when the runner has no such user */
  static async signIn(addresses: DemoAddresses, company: string, role: string): Promise<DemoApi> {
    return new DemoApi(addresses.ApiUrl.replace(/\/$/, ''), await fetchToken(addresses, company, role));
  }

  /** Sends one request as it is. A 429 or 503 is repeated; with the same key, so nothing is made twice. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#accessToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if ((response.status === 429 || response.status === 503) && attempt < tries) {
        await sleep(250 * attempt);
        continue;
      }
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    }
  }

  /**
   * Sends a request that must succeed.
   *
   * @returns the parts of the answer that `schema` names
   * @throws Error with the API's code and words otherwise
   */
  async take<Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<z.output<Schema>> {
    const answer = await this.call(method, path, body, headers);
    if (answer.status < 300) return schema.parse(answer.body);
    const problem = problemSchema.safeParse(answer.body);
    const words = problem.success ? `${problem.data.code}: ${problem.data.detail}` : JSON.stringify(answer.body);
    throw new Error(`${method} ${path} answered ${answer.status} ${words}`);
  }
}

/** The parts of a customer that the demo looks at. */
export const customerSchema = z.looseObject({
  customerId: z.string(),
  contactability: z.string(),
  contactabilityReason: z.string().nullable(),
  segment: z.string(),
  addresses: z.array(
    z.looseObject({
      addressId: z.string(),
      channel: z.string(),
      value: z.string(),
      alert: z.looseObject({ reason: z.string(), code: z.string(), diagnostic: z.string().nullable() }).nullable(),
    }),
  ),
  dnd: z.array(z.looseObject({ channel: z.string(), scope: z.string(), source: z.string() })),
});
export type Customer = z.output<typeof customerSchema>;

export const templateSchema = z.looseObject({ templateId: z.string(), state: z.string() });
export const messageSchema = z.looseObject({ messageId: z.string(), status: z.string() });

/** Runs `work` on all values, at most `width` at a time. The first failure is thrown, after those under way ended. */
export const inParallel = async <Value>(
  values: readonly Value[],
  width: number,
  work: (value: Value, index: number) => Promise<void>,
): Promise<void> => {
  const queue = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) await work(value, index);
  };
  const ended = await Promise.allSettled(Array.from({ length: width }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
};
