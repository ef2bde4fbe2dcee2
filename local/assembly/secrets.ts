import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { RunnerError } from '../errors.ts';
import type { Assembly } from './manifest.ts';
import { stableId } from './names.ts';

/** Secret strings by ARN. */
export interface SecretValues {
  /** The whole secret string, or undefined when no secret of the assembly has this ARN. */
  secretString(arn: string): string | undefined;
}

const generateSchema = z.object({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
});

/**
 * Secrets of an assembly. A generated one is made on the first start and kept in `file`, so that what was signed or
 * hashed with it stays readable after a restart.
 *
 * @throws RunnerError when the file is damaged or a `GenerateSecretString` is not understood
 */
export const openSecrets = (file: string, assembly: Assembly): SecretValues => {
  const kept = readKept(file);
  let changed = false;
  for (const stack of assembly.stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
      const key = `${stack.name}/${logicalId}`;
      if (resource.Type !== 'AWS::SecretsManager::Secret' || kept[key] !== undefined) continue;
      const literal = resource.Properties.SecretString;
      kept[key] = typeof literal === 'string' ? literal : generate(key, resource.Properties.GenerateSecretString);
      changed = true;
    }
  }
  if (changed) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  }
  // The ARN of a secret ends in six characters derived from its stack and logical id (attributes.ts).
  const byArnEnd = new Map(Object.entries(kept).map(([key, value]) => [stableId(key, 6), value]));
  return { secretString: (arn) => byArnEnd.get(arn.slice(-6)) };
};

/**
 * Replaces `{{resolve:secretsmanager:<arn>:SecretString:<json key>:<stage>:<version>}}` as CloudFormation does.
 *
 * @throws RunnerError for a secret outside the assembly, a missing JSON key, or another kind of dynamic reference
 */
export const resolveSecretReferences = (text: string, secrets: SecretValues): string => {
  if (!text.includes('{{resolve:')) return text;
  return text.replace(/\{\{resolve:([^}]*)\}\}/g, (whole, reference: string) => {
    const match = /^secretsmanager:(.+):SecretString:([^:]*)(?::[^:]*){0,2}$/.exec(reference);
    const [, arn, key] = match ?? [];
    const value = arn === undefined ? undefined : secrets.secretString(arn);
    if (value === undefined) {
      throw new RunnerError(`Cannot resolve ${whole}.`, 'Only secrets of the same assembly are known here.');
    }
    if (key === undefined || key === '') return value;
    const parsed = z.record(z.string(), z.unknown()).parse(JSON.parse(value));
    if (typeof parsed[key] !== 'string')
      throw new RunnerError(`${whole}: no key ${key}.`, 'Check the secret template.');
    return parsed[key];
  });
};

const generate = (where: string, definition: unknown): string => {
  const result = generateSchema.safeParse(definition ?? {});
  if (!result.success) {
    throw new RunnerError(`${where}: GenerateSecretString is not understood.`, result.error.message);
  }
  const options = result.data;
  const groups = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.IncludeSpace ? ' ' : '',
  ];
  const alphabet = [...groups.join('')].filter((character) => !options.ExcludeCharacters.includes(character));
  if (alphabet.length === 0) throw new RunnerError(`${where}: every character is excluded.`, 'Allow some.');
  const password = Array.from({ length: options.PasswordLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  if (options.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(options.SecretStringTemplate ?? '{}'));
  return JSON.stringify({ ...template, [options.GenerateStringKey]: password });
};

const readKept = (file: string): Record<string, string> => {
  if (!existsSync(file)) return {};
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new RunnerError(`${file} is damaged.`, 'Start with --reset, which makes new secrets and data.', { cause });
  }
};
