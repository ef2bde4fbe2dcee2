/** Signed cursors, bound to company and list, so that nobody pages through another's data (design §4, I17). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './errors.ts';

export interface Cursors {
  /** @param scope company and list with its filters, for example `acme:customers:…` */
  seal(scope: string, position: unknown): string;
  /** @throws Refusal CURSOR_INVALID when it was made elsewhere or changed */
  open<Position>(scope: string, cursor: string | undefined): Position | undefined;
}

const signatureBytes = 16;

export const createCursors = (key: string): Cursors => {
  const sign = (scope: string, body: Buffer): Buffer =>
    createHmac('sha256', key).update(`${scope}\n`).update(body).digest().subarray(0, signatureBytes);
  return {
    seal(scope, position) {
      const body = Buffer.from(JSON.stringify(position));
      return Buffer.concat([sign(scope, body), body]).toString('base64url');
    },
    open(scope, cursor) {
      if (cursor === undefined) return undefined;
      const bytes = Buffer.from(cursor, 'base64url');
      const body = bytes.subarray(signatureBytes);
      const signature = bytes.subarray(0, signatureBytes);
      if (bytes.length <= signatureBytes || !timingSafeEqual(signature, sign(scope, body))) {
        throw new Refusal('CURSOR_INVALID', 'Use nextCursor of the same list with the same filters, or leave it out.');
      }
      return JSON.parse(body.toString());
    },
  };
};
