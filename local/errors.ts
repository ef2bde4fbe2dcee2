/**
 * A condition that stops the runner: says what is wrong and where, and what to do about it.
 * The command line prints `message` and `remedy` without a stack trace.
 */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options);
    this.remedy = remedy;
  }
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
