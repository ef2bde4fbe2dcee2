import createClient from 'openapi-fetch';
import type { Paths } from './paths.ts';
import { ApiProblem, type ProblemCode, problemOf } from './problem.ts';

/** Where the client takes the access token from, and whom it tells that the token was refused. */
interface Session {
  token(): string | undefined;
  /** @param code of the answer */
  refused(code: ProblemCode): void;
}

let session: Session = { token: () => undefined, refused: () => undefined };

/** Connects the client to whoever is signed in. */
export const connectSession = (given: Session): void => {
  session = given;
};

/** The HTTP API, under the console's own origin. Answers that are no success throw `ApiProblem`. */
export const api = createClient<Paths>({
  baseUrl: '/',
  fetch: async (request) => {
    try {
      return await fetch(request);
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      throw new ApiProblem('OFFLINE', 0, {});
    }
  },
});

api.use({
  onRequest({ request }) {
    const token = session.token();
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return;
    const problem = await problemOf(response);
    if (response.status === 401) session.refused(problem.code);
    throw problem;
  },
});

/** The data of an answer. @throws ApiProblem */
export const dataOf = async <Data>(answer: Promise<{ data?: Data }>): Promise<Exclude<Data, undefined>> => {
  const { data } = await answer;
  if (data === undefined) throw new ApiProblem('UNEXPECTED_ANSWER', 200, {});
  return data as Exclude<Data, undefined>;
};

/** `If-Match` for a change of what was read as `version`: refused with VERSION_CONFLICT when it has changed since. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
