/**
 * What S3 holds an uploaded form to: the conditions of its policy. The engine stores whatever comes.
 * Sources: Amazon S3 API reference, "POST Object", "POST policy" (matching, content-length-range, expiration) and
 * "Error responses".
 */
import * as z from 'zod';

const policySchema = z.object({
  expiration: z.string(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.coerce.number(), z.coerce.number()]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string(), z.string()]),
      z.record(z.string(), z.string()),
    ]),
  ),
});

/** S3's answer to what it does not take. */
export interface RefusedUpload {
  readonly status: number;
  readonly xml: string;
}

/** Sizes that a policy allows, bytes. */
export interface AllowedSize {
  readonly least: number;
  readonly most: number;
}

/** Fields that need no condition of the policy (S3: "POST policy", last paragraph of "Conditions"). */
const unconditioned = new Set(['file', 'policy', 'x-amz-signature', 'awsaccesskeyid', 'signature']);

/** S3's refusal of a form by its fields, or the sizes that its policy allows. */
export const checkPolicy = (
  fields: ReadonlyMap<string, string>,
  bucket: string,
  now: number,
): RefusedUpload | AllowedSize => {
  const policyText = fields.get('policy');
  if (policyText === undefined) return refusal(403, 'AccessDenied', 'Access Denied');
  const policy = policySchema.safeParse(decoded(policyText));
  if (!policy.success) return refusal(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  const denied = (why: string) => refusal(403, 'AccessDenied', `Invalid according to Policy: ${why}`);
  if (!(Date.parse(policy.data.expiration) > now)) return denied('Policy expired.');
  const size = { least: 0, most: Number.POSITIVE_INFINITY };
  const named = new Set(unconditioned);
  const fieldOf = (name: string) => (name === 'bucket' ? bucket : fields.get(name));
  for (const condition of policy.data.conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      const [, least, most] = condition;
      size.least = Math.max(size.least, least);
      size.most = Math.min(size.most, most);
      continue;
    }
    const tests = Array.isArray(condition)
      ? [[condition[0], String(condition[1]).replace(/^\$/, ''), String(condition[2])] as const]
      : Object.entries(condition).map(([name, wanted]) => ['eq', name, wanted] as const);
    for (const [how, field, wanted] of tests) {
      const name = field.toLowerCase();
      named.add(name);
      const value = fieldOf(name) ?? '';
      if (how === 'eq' ? value !== wanted : !value.startsWith(wanted)) {
        return denied(`Policy Condition failed: ["${how}", "$${field}", "${wanted}"]`);
      }
    }
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !name.startsWith('x-ignore-'));
  return extra.length === 0 ? size : denied(`Extra input fields: ${extra.join(', ')}`);
};

const decoded = (policy: string): unknown => {
  try {
    return JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** An error answer as S3 writes it. */
export const refusal = (status: number, code: string, message: string): RefusedUpload => {
  const escaped = message.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`;
  return { status, xml };
};
