import type { ErrorCode, Fault, Problem } from '#contract/errors.ts';

/** Codes of the API, and those that the console adds: no connection, and an answer that is no problem document. */
export type ProblemCode = ErrorCode | 'OFFLINE' | 'UNEXPECTED_ANSWER';

/** An answer that is no success. `code` decides what people read (`problem-texts.ts`), never the English texts. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What is wrong with single fields of the request. */
  readonly faults: readonly Fault[];
  /** Names the request in the log of the service; shown so that people can pass it on. */
  readonly requestId: string | undefined;
  /** Seconds after which the same request may succeed; undefined: not told. */
  readonly retryAfter: number | undefined;
  /** The customer who has already what was to be given to another; undefined: none, or not to be seen. */
  readonly customerId: string | undefined;

  constructor(
    code: ProblemCode,
    status: number,
    details: Partial<Pick<Problem, 'detail' | 'errors' | 'requestId' | 'customerId'>>,
    retryAfter?: number,
  ) {
    super(details.detail ?? code);
    this.code = code;
    this.status = status;
    this.faults = details.errors ?? [];
    this.requestId = details.requestId;
    this.retryAfter = retryAfter;
    this.customerId = details.customerId;
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';

/** The problem that a failed answer tells. The gateway's own refusals (401, 503) carry no problem document. */
export const problemOf = async (answer: Response): Promise<ApiProblem> => {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  if (isProblem(body)) return new ApiProblem(body.code as ErrorCode, answer.status, body, retryAfter);
  if (answer.status === 401) return new ApiProblem('UNAUTHENTICATED', 401, {});
  if (answer.status === 503) return new ApiProblem('TRY_AGAIN', 503, {});
  return new ApiProblem('UNEXPECTED_ANSWER', answer.status, {});
};

/** True when the same request may succeed a moment later. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);
