import { createHash } from 'node:crypto';

/** Account of every local ARN: the one that the engines use and do not let us choose. */
export const localAccount = '000000000000';

/** First `length` characters of a lower-case base-36 digest of `text`: stable ids for what AWS would name at random. */
export const stableId = (text: string, length: number): string => {
  const digest = createHash('sha256').update(text).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
};

/** Physical name of a resource whose template names none: `<stack>-<logicalId>`, cut to `maximum` characters. */
export const generatedName = (stack: string, logicalId: string, maximum: number): string => {
  const name = `${stack}-${logicalId}`;
  return name.length <= maximum ? name : `${name.slice(0, maximum - 9)}-${stableId(name, 8)}`;
};
