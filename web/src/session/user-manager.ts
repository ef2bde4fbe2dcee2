import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Configuration } from './configuration.ts';

/** Where sign-in and sign-out come back to: the one address that the user pool knows. */
const home = () => `${window.location.origin}/`;

/**
 * Sign-in by authorization code with PKCE. Tokens stand in the session storage of this tab and nowhere else; they are
 * renewed by the refresh token a minute before they end.
 */
export const createUserManager = ({ issuer, clientId }: Configuration): UserManager =>
  new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: home(),
    response_type: 'code',
    scope: 'openid email profile contacta/api',
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: 60,
    monitorSession: false,
    loadUserInfo: false,
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });

/**
 * Ends the session here and at the provider: the refresh token is revoked, this tab forgets its tokens, and no token
 * goes along in the address. Cognito's end-session address takes `client_id` and `logout_uri`, not the standard's
 * parameters. Source: Cognito developer guide, "The managed login logout endpoint".
 */
export const signOut = async (users: UserManager): Promise<void> => {
  // Without network the session ends here all the same; the token then ends by its own time.
  await users.revokeTokens(['refresh_token']).catch(() => undefined);
  await users.removeUser();
  markSignedOut();
  await users.signoutRedirect({ extraQueryParams: { client_id: users.settings.client_id, logout_uri: home() } });
};

const signedOutKey = 'contacta.signed-out';

/** Who has just signed out is not sent to the sign-in page again without asking. */
const markSignedOut = () => window.sessionStorage.setItem(signedOutKey, 'true');

/** True when this tab has signed out; asking forgets it. */
export const takeSignedOut = (): boolean => {
  const signedOut = window.sessionStorage.getItem(signedOutKey) !== null;
  window.sessionStorage.removeItem(signedOutKey);
  return signedOut;
};
