import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { DemoUser } from './demo-user.ts';
import { preTokenEvent, readCustomization, type TriggerSource } from './pre-token.ts';
import type { SigningKey } from './signing-keys.ts';

/** Everything that decides the content of a user's tokens. */
interface TokenRequest {
  readonly clientId: string;
  readonly user: DemoUser;
  readonly scopes: readonly string[];
  /** Epoch seconds of the sign-in. */
  readonly authTime: number;
  /** Seconds until the tokens expire. */
  readonly lifetime: number;
  readonly triggerSource: TriggerSource;
  readonly nonce?: string | undefined;
}

interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Scopes of the access token, separated by spaces. */
  readonly scope: string;
}

/**
 * Makes tokens as a Cognito user pool does: the pool's pre-token trigger is asked first, then access token
 * (`client_id`, no `aud`) and ID token (`aud`) are signed with the pool's key.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export class TokenIssuer {
  readonly #issuer: string;
  readonly #userPoolId: string;
  readonly #key: SigningKey;
  readonly #preToken: (event: unknown) => Promise<unknown>;

  constructor(options: {
    readonly issuer: string;
    readonly userPoolId: string;
    readonly key: SigningKey;
    readonly preToken: (event: unknown) => Promise<unknown>;
  }) {
    this.#issuer = options.issuer;
    this.#userPoolId = options.userPoolId;
    this.#key = options.key;
    this.#preToken = options.preToken;
  }

  /** @throws whatever the trigger throws, and ZodError when its answer is none that Cognito takes */
  async issue(request: TokenRequest): Promise<IssuedTokens> {
    const { clientId, user, authTime, lifetime } = request;
    const answer = await this.#preToken(preTokenEvent({ ...request, userPoolId: this.#userPoolId }));
    const customization = readCustomization(answer, user.groups, request.scopes);
    const iat = Math.floor(Date.now() / 1000);
    const scope = customization.scopes.join(' ');
    const shared = {
      sub: user.sub,
      ...(customization.groups.length > 0 ? { 'cognito:groups': customization.groups } : {}),
      iss: this.#issuer,
      origin_jti: randomUUID(),
      event_id: randomUUID(),
      auth_time: authTime,
      exp: iat + lifetime,
      iat,
    };
    const accessToken = await this.#sign(
      customization.customizeAccessToken({
        ...shared,
        version: 2,
        client_id: clientId,
        token_use: 'access',
        scope,
        jti: randomUUID(),
        username: user.userName,
      }),
    );
    const idToken = await this.#sign(
      customization.customizeIdToken({
        ...shared,
        aud: clientId,
        token_use: 'id',
        jti: randomUUID(),
        'cognito:username': user.userName,
        at_hash: leftHalfHash(accessToken),
        ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
        ...profileClaims(user, request.scopes),
      }),
    );
    return { accessToken, idToken, scope };
  }

  #sign(claims: Record<string, unknown>): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: this.#key.kid }).sign(this.#key.privateKey);
  }
}

/** ID token claims by scope; custom attributes come with `profile`, or with `openid` alone as at Cognito. */
const profileClaims = (user: DemoUser, scopes: readonly string[]): Record<string, unknown> => {
  const all = scopes.every((scope) => scope !== 'email' && scope !== 'profile' && scope !== 'phone');
  return {
    ...(all || scopes.includes('email') ? { email: user.email, email_verified: true } : {}),
    ...(all || scopes.includes('profile') ? { name: user.name, ...user.attributes } : {}),
  };
};

/** `at_hash` of OpenID Connect Core 3.1.3.6 for RS256. */
const leftHalfHash = (token: string): string =>
  createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url');
