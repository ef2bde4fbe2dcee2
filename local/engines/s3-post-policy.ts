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

interface Form {
  /** Fields before the file, by their name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Bytes of the file. */
  readonly size: number;
}

/** Fields that need no condition of the policy (S3: "POST policy", last paragraph of "Conditions"). */
const unconditioned = new Set(['file', 'policy', 'x-amz-signature', 'awsaccesskeyid', 'signature']);

/** Reads a form: the file is its last field, and what comes after it is ignored. Undefined when it is none. */
function readForm(body: Buffer, contentType: string): Form | undefined {
  const boundary = /boundary="?([^\s;"]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const fields = new Map<string, string>();
  for (let at = body.indexOf(delimiter); at >= 0; ) {
    const headEnd = body.indexOf('\r\n\r\n', at);
    const next = headEnd < 0 ? -1 : body.indexOf(delimiter, headEnd);
    if (next < 0) return undefined;
    const head = body.subarray(at, headEnd).toString('utf8');
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]?.toLowerCase() ?? '';
    const value = body.subarray(headEnd + 4, next - 2);
    if (name === 'file') return { fields, size: value.length };
    fields.set(name, value.toString('utf8'));
    at = next;
  }
  return undefined;
}

/** S3's refusal of a form, or undefined while its policy allows it. */
export function postRefusal(
  body: Buffer,
  contentType: string,
  bucket: string,
  now: number,
): { readonly status: number; readonly xml: string } | undefined {
  const form = readForm(body, contentType);
  if (form === undefined) {
    return refusal(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
  const policyText = form.fields.get('policy');
  if (policyText === undefined) return refusal(403, 'AccessDenied', 'Access Denied');
  const policy = policySchema.safeParse(decoded(policyText));
  if (!policy.success) return refusal(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  const denied = (why: string) => refusal(403, 'AccessDenied', `Invalid according to Policy: ${why}`);
  if (!(Date.parse(policy.data.expiration) > now)) return denied('Policy expired.');
  const named = new Set(unconditioned);
  const fieldOf = (name: string) => (name === 'bucket' ? bucket : form.fields.get(name));
  for (const condition of policy.data.conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      const [, least, most] = condition;
      if (form.size < least) return refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum');
      if (form.size > most)
        return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
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
  const extra = [...form.fields.keys()].filter((name) => !named.has(name) && !name.startsWith('x-ignore-'));
  return extra.length === 0 ? undefined : denied(`Extra input fields: ${extra.join(', ')}`);
}

function decoded(policy: string): unknown {
  try {
    return JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

function refusal(status: number, code: string, message: string) {
  const escaped = message.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`;
  return { status, xml };
}
