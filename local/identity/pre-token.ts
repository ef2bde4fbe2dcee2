import * as z from 'zod';
import type { DemoUser } from './demo-user.ts';

/** What makes Cognito call the trigger. */
export type TriggerSource = 'TokenGeneration_HostedAuth' | 'TokenGeneration_RefreshTokens';

/**
 * The event of the pre token generation trigger, version V2_0.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export const preTokenEvent = (input: {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly user: DemoUser;
  readonly scopes: readonly string[];
  readonly triggerSource: TriggerSource;
}): object => {
  const { user } = input;
  return {
    version: '2',
    triggerSource: input.triggerSource,
    region: input.userPoolId.split('_')[0],
    userPoolId: input.userPoolId,
    userName: user.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: input.clientId },
    request: {
      userAttributes: {
        sub: user.sub,
        'cognito:user_status': 'CONFIRMED',
        email: user.email,
        email_verified: 'true',
        name: user.name,
        ...user.attributes,
      },
      groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [], preferredRole: null },
      scopes: [...input.scopes],
    },
    response: {},
  };
};

const claimChanges = {
  claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
  claimsToSuppress: z.array(z.string()).nullish(),
};

const scopeName = z.string().regex(/^\S+$/, 'A scope must not contain spaces.');

const responseSchema = z.object({
  response: z
    .object({
      claimsAndScopeOverrideDetails: z
        .object({
          idTokenGeneration: z.object(claimChanges).nullish(),
          accessTokenGeneration: z
            .object({
              ...claimChanges,
              scopesToAdd: z.array(scopeName).nullish(),
              scopesToSuppress: z.array(scopeName).nullish(),
            })
            .nullish(),
          groupOverrideDetails: z.object({ groupsToOverride: z.array(z.string()).nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

interface ClaimChanges {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>> | null | undefined;
  readonly claimsToSuppress?: readonly string[] | null | undefined;
}

/** What the trigger wants of the tokens. */
interface TokenCustomization {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  customizeIdToken(claims: Readonly<Record<string, unknown>>): Record<string, unknown>;
  customizeAccessToken(claims: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/**
 * Reads the trigger's answer.
 *
 * @throws ZodError when the answer is not one that Cognito would take
 */
export const readCustomization = (
  answer: unknown,
  groups: readonly string[],
  scopes: readonly string[],
): TokenCustomization => {
  const details = responseSchema.parse(answer).response?.claimsAndScopeOverrideDetails;
  const { scopesToAdd, scopesToSuppress } = details?.accessTokenGeneration ?? {};
  const kept = scopes.filter((scope) => !scopesToSuppress?.includes(scope));
  return {
    groups: details?.groupOverrideDetails?.groupsToOverride ?? groups,
    scopes: [...new Set([...kept, ...(scopesToAdd ?? [])])],
    customizeIdToken: (claims) => changed(claims, details?.idTokenGeneration),
    customizeAccessToken: (claims) => changed(claims, details?.accessTokenGeneration),
  };
};

/** Claims that no trigger can change, of both kinds of token. */
const reserved = new Set(
  'acr amr at_hash aud auth_time azp client_id cnf cognito:username event_id exp iat iss jti nbf nonce origin_jti scope sub token_use username version'.split(
    ' ',
  ),
);

const changed = (
  claims: Readonly<Record<string, unknown>>,
  changes: ClaimChanges | null | undefined,
): Record<string, unknown> => {
  const result = { ...claims };
  for (const [name, value] of Object.entries(changes?.claimsToAddOrOverride ?? {})) {
    if (!reserved.has(name)) result[name] = value;
  }
  for (const name of changes?.claimsToSuppress ?? []) {
    if (!reserved.has(name)) delete result[name];
  }
  return result;
};
