/**
 * Stands in for the AWS CLI, as far as `aws lambda invoke` goes, in front of the runner whose control server is `CONTROL_URL`:
 * the options that the CLI takes and no others, its answers, its exit codes. A function that throws is no failure of the
 * command (https://docs.aws.amazon.com/cli/latest/reference/lambda/invoke.html).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';

const outcomeSchema = z.union([
  z.looseObject({ ok: z.literal(true), payload: z.unknown() }),
  z.looseObject({ ok: z.literal(false) }),
]);

const { values, positionals } = parseArgs({
  options: {
    'function-name': { type: 'string' },
    'cli-binary-format': { type: 'string' },
    payload: { type: 'string', default: '{}' },
  },
  allowPositionals: true,
});
const fail = (message: string, code: number): never => {
  process.stderr.write(`\n${message}\n`);
  process.exit(code);
};
const [service, operation, outfile] = positionals;
const name = values['function-name'];
if (service !== 'lambda' || operation !== 'invoke' || name === undefined || outfile === undefined) {
  throw new Error('aws: error: the following arguments are required: --function-name, outfile');
}
// Without it the CLI takes the payload for base64.
if (values['cli-binary-format'] !== 'raw-in-base64-out') fail(`Invalid base64: "${values.payload}"`, 252);

const control = process.env.CONTROL_URL ?? '';
const functions = z.array(z.string()).parse(await (await fetch(`${control}/functions`)).json());
if (!functions.includes(name)) {
  const refusal = `An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: ${name}`;
  fail(refusal, 254);
}
const answer = await fetch(`${control}/invoke/${name}`, { method: 'POST', body: values.payload });
const outcome = outcomeSchema.parse(await answer.json());
writeFileSync(outfile, JSON.stringify(outcome.ok ? outcome.payload : outcome));
const told = { StatusCode: 200, ...(outcome.ok ? {} : { FunctionError: 'Unhandled' }), ExecutedVersion: '$LATEST' };
process.stdout.write(`${JSON.stringify(told, null, 4)}\n`);
