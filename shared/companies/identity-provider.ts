/** Switches users of the user pool, and reads what it says of them. The pool's user name of our users is their `sub`, which is our user id. */
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { Refusal, reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { UserPool } from './follow-user-pool.ts';

export interface IdentityProvider {
  /** No further sign-in, and what keeps one signed in is revoked. @throws Refusal PROVIDER_UNAVAILABLE */
  disable(userId: string): Promise<void>;
  /** @throws Refusal USER_NOT_FOUND, PROVIDER_UNAVAILABLE */
  enable(userId: string): Promise<void>;
}

/** @param userPoolId of the deployment */
export const createIdentityProvider = (
  client: Pick<CognitoIdentityProviderClient, 'send'>,
  userPoolId: string,
  log: Pick<Log, 'error'>,
): IdentityProvider => {
  const user = (userId: string) => ({ UserPoolId: userPoolId, Username: userId });
  const unavailable = (error: unknown): Refusal => {
    log.error('user not switched at the identity provider', { reason: reasonOf(error) });
    return new Refusal('PROVIDER_UNAVAILABLE', 'The identity provider did not answer. Send the request again.');
  };
  return {
    async disable(userId) {
      try {
        await client.send(new AdminDisableUserCommand(user(userId)));
        await client.send(new AdminUserGlobalSignOutCommand(user(userId)));
      } catch (error) {
        // Gone there: nobody signs in with it any more.
        if (!(error instanceof UserNotFoundException)) throw unavailable(error);
      }
    },
    async enable(userId) {
      try {
        await client.send(new AdminEnableUserCommand(user(userId)));
      } catch (error) {
        if (!(error instanceof UserNotFoundException)) throw unavailable(error);
        throw new Refusal('USER_NOT_FOUND', 'The identity provider no longer has this user. Invite the person again.');
      }
    },
  };
};

/** Most users that one answer of the pool holds. */
const pageSize = 60;

/** @param userPoolId of the deployment */
export const createUserPool = (client: Pick<CognitoIdentityProviderClient, 'send'>, userPoolId: string): UserPool => ({
  async *listUsers() {
    for (let token: string | undefined; ; ) {
      // The user name is the `sub`: nothing else of the person is needed.
      const request = { UserPoolId: userPoolId, Limit: pageSize, AttributesToGet: ['sub'] };
      const page = await client.send(
        new ListUsersCommand(token === undefined ? request : { ...request, PaginationToken: token }),
      );
      for (const { Username, Enabled } of page.Users ?? []) {
        if (Username !== undefined) yield { userId: Username, enabled: Enabled !== false };
      }
      token = page.PaginationToken;
      if (token === undefined) return;
    }
  },
  async isEnabled(userId) {
    try {
      const { Enabled } = await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: userId }));
      return Enabled !== false;
    } catch (error) {
      if (error instanceof UserNotFoundException) return false;
      throw error;
    }
  },
});
