/** Switches users of the user pool, and reads what it says of them. The pool's user name of our users is their `sub`, which is our user id. */
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  UserNotFoundException,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Refusal, reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { UserPool } from './follow-user-pool.ts';

/** The pool, for whoever deletes a company's users there. */
export interface CompanyUsers extends Pick<IdentityProvider, 'disable'> {
  /** Every user of the company, invited ones too. @throws when the pool does not answer to the end */
  listOf(tenant: string): AsyncIterable<string>;
  /** The user with all that the pool knows of the person. One that is gone is gone. */
  delete(userId: string): Promise<void>;
}

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

/**
 * The pool cannot be asked by an attribute of ours, so that its whole list is read.
 * @param userPoolId of the deployment
 */
export const createCompanyUsers = (
  client: Pick<CognitoIdentityProviderClient, 'send'>,
  userPoolId: string,
  log: Pick<Log, 'error'>,
): CompanyUsers => ({
  disable: createIdentityProvider(client, userPoolId, log).disable,
  async *listOf(tenant) {
    for await (const user of listPool(client, userPoolId)) {
      const own = user.Attributes?.some(({ Name, Value }) => Name === tenantAttribute && Value === tenant);
      if (own && user.Username !== undefined) yield user.Username;
    }
  },
  async delete(userId) {
    try {
      await client.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: userId }));
    } catch (error) {
      if (!(error instanceof UserNotFoundException)) throw error;
    }
  },
});

/** Names the user's company; nobody but the operator writes it. */
const tenantAttribute = 'custom:tenant';

/** Most users that one answer of the pool holds. */
const pageSize = 60;

/**
 * @param AttributesToGet what every user has; Cognito refuses the list where one of the users lacks what is asked for (API
 *   reference of ListUsers). Left out: all
 */
async function* listPool(
  client: Pick<CognitoIdentityProviderClient, 'send'>,
  userPoolId: string,
  AttributesToGet?: string[],
): AsyncGenerator<UserType> {
  for (let token: string | undefined; ; ) {
    const request = {
      UserPoolId: userPoolId,
      Limit: pageSize,
      ...(AttributesToGet === undefined ? {} : { AttributesToGet }),
    };
    const page = await client.send(
      new ListUsersCommand(token === undefined ? request : { ...request, PaginationToken: token }),
    );
    yield* page.Users ?? [];
    token = page.PaginationToken;
    if (token === undefined) return;
  }
}

/** @param userPoolId of the deployment */
export const createUserPool = (client: Pick<CognitoIdentityProviderClient, 'send'>, userPoolId: string): UserPool => ({
  async *listUsers() {
    // The user name is the `sub`: nothing else of the person is needed.
    for await (const { Username, Enabled } of listPool(client, userPoolId, ['sub'])) {
      if (Username !== undefined) yield { userId: Username, enabled: Enabled !== false };
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
