import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import * as z from 'zod';

const jwkSchema = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});

/** The pool's RS256 key. */
export interface SigningKey {
  readonly kid: string;
  /** The private JWK, for the key set. */
  readonly jwk: z.infer<typeof jwkSchema>;
  readonly privateKey: CryptoKey;
}

/**
 * Reads the key under `dataDir`, or makes one: tokens stay valid over a restart.
 *
 * @throws Error with the path and what to do when the file is damaged
 */
export const openSigningKey = async (dataDir: string): Promise<SigningKey> => {
  const path = join(dataDir, 'signing-key.json');
  if (!existsSync(path)) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' };
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, JSON.stringify(jwk), { mode: 0o600 });
  }
  try {
    const jwk = jwkSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const privateKey = await importJWK(jwk, 'RS256');
    if (privateKey instanceof Uint8Array) throw new Error('a symmetric key');
    return { kid: jwk.kid, jwk, privateKey };
  } catch (cause) {
    throw new Error(`${path} holds no usable signing key. Delete it, or start with --reset.`, { cause });
  }
};
