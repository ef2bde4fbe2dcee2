/** Reads why something was refused. */
import { Refusal } from '#platform/errors.ts';

/** Code of the refusal that the work ends in; what is no refusal fails the test, and so does success. */
export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  throw new Error('Nothing was refused.');
};
