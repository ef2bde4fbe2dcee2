/** From zod's issues to the codes of the contract (reliability §5.6 A). */
import type * as z from 'zod';
import { type ErrorCode, errorCodes, type Fault } from '#contract/errors.ts';
import { Refusal } from '../errors.ts';

/** Fields that only the system sets; sending one is told apart from a misspelling (#8). */
const serverOwned = new Set([
  'tenantId',
  'tenant',
  'segment',
  'alert',
  'status',
  'createdAt',
  'updatedAt',
  'version',
  'contactability',
  'customerId',
  'messageId',
  'softFailures',
]);

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorCodes;

const at = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const shown = (name: string): string => JSON.stringify(name.slice(0, 40));

type Place = 'body' | 'query' | 'path';

const codeOf = (issue: z.core.$ZodIssue, place: Place): ErrorCode => {
  if (issue.code === 'custom' && isErrorCode(issue.params?.code)) return issue.params.code;
  if (place === 'query') return 'FILTER_INVALID';
  if (place === 'path') return 'ID_INVALID';
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'FIELD_REQUIRED';
    return typeof issue.input === 'number' && !Number.isFinite(issue.input) ? 'NUMBER_OUT_OF_RANGE' : 'WRONG_TYPE';
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    return issue.origin === 'number' || issue.origin === 'int' ? 'NUMBER_OUT_OF_RANGE' : 'VALUE_INVALID';
  }
  if (issue.code === 'invalid_value' && at(issue.path).endsWith('channel')) return 'CHANNEL_UNKNOWN';
  if (issue.code === 'invalid_union') return 'WRONG_TYPE';
  return 'VALUE_INVALID';
};

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What to do about it, in our words where zod only names types. */
const detailOf = (issue: z.core.$ZodIssue, code: ErrorCode): string => {
  const name = shown(at(issue.path));
  if (code === 'FIELD_REQUIRED') return `Field ${name} is missing.`;
  if (issue.code === 'invalid_type' && code === 'WRONG_TYPE') {
    return `${name} must be ${kinds[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === 'invalid_value') return `${name} is one of: ${issue.values.join(', ')}.`;
  return issue.message;
};

const faultsOf = (issue: z.core.$ZodIssue, place: Place): readonly Fault[] => {
  if (issue.code !== 'unrecognized_keys') {
    const code = codeOf(issue, place);
    return [{ path: at(issue.path), code, detail: detailOf(issue, code) }];
  }
  return issue.keys.map((name) => {
    const path = at([...issue.path, name.slice(0, 40)]);
    if (place === 'query') return { path, code: 'FILTER_INVALID', detail: `Filter ${shown(name)} is not known.` };
    return serverOwned.has(name)
      ? { path, code: 'FIELD_NOT_WRITABLE', detail: `Field ${shown(name)} is set by the system.` }
      : { path, code: 'UNKNOWN_FIELD', detail: `Field ${shown(name)} is not known.` };
  });
};

/** The refusal that a failed parse answers: the first fault leads, all are listed. */
export const refusalOf = (error: z.ZodError, place: Place): Refusal => {
  const faults = error.issues.flatMap((issue) => faultsOf(issue, place)).slice(0, 20);
  const first = faults[0];
  const code = isErrorCode(first?.code) ? first.code : 'VALUE_INVALID';
  const isNamed = first === undefined || first.path === '' || first.detail.includes(shown(first.path));
  const where = isNamed ? '' : `${first.path}: `;
  return new Refusal(code, `${where}${first?.detail ?? 'Not valid.'}`, { faults });
};
