import { createContext, Script } from 'node:vm';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';

/** A viewer-request function of CloudFront: the path that is asked for in place of the one that was given. */
export type EdgeFunction = (request: { readonly method: string; readonly uri: string }) => string;

/** Longest run in ms: ends endless ones. CloudFront allows about one; a busy machine may stop us for longer than that. */
const limitMs = 2_000;

const answerSchema = z.looseObject({ uri: z.string() });

/**
 * Compiles the code of a CloudFront function. Here it sees method and path of a request, and may change the path; one
 * that answers by itself is not supported.
 * Source: CloudFront developer guide, "CloudFront Functions event structure".
 *
 * @throws RunnerError when the code does not parse
 */
export const compileEdgeFunction = (code: string): EdgeFunction => {
  let script: Script;
  try {
    script = new Script(`${code}\nJSON.stringify(handler(JSON.parse(event)))`);
  } catch (cause) {
    throw new RunnerError('A CloudFront function does not parse.', 'Correct its code.', { cause });
  }
  return ({ method, uri }) => {
    const event = { version: '1.0', context: { eventType: 'viewer-request' }, request: { method, uri, headers: {} } };
    const context = createContext(
      { event: JSON.stringify(event) },
      { codeGeneration: { strings: false, wasm: false } },
    );
    return answerSchema.parse(JSON.parse(String(script.runInContext(context, { timeout: limitMs })))).uri;
  };
};
