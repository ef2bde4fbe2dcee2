import { useQueryClient } from '@tanstack/react-query';
import type { UserManager } from 'oidc-client-ts';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { AuthProvider, useAuth } from 'react-oidc-context';
import { connectSession } from '#web/api/client.ts';
import { SignedOutPage } from './signed-out-page.tsx';
import { signOut, takeSignedOut } from './user-manager.ts';
import { WaitingPage } from './waiting-page.tsx';

interface Session {
  /** The access token of the moment; it changes when it is renewed. */
  readonly token: string;
  /** Address of the WebSocket API; null where there is none. */
  readonly socketUrl: string | null;
  /** Ends the session here and at the provider. */
  signOut(): void;
  /** The user has been disabled: nothing that follows will be answered. */
  disabled(): void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The session of who is signed in. @throws Error outside of `SessionProvider` */
export const useSession = (): Session => {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('useSession outside of SessionProvider.');
  return session;
};

/** Path of this console that a sign-in goes back to; never another site. */
const returnPath = (state: unknown): string => (typeof state === 'string' && /^\/(?![/\\])/.test(state) ? state : '/');

const here = (): string => `${window.location.pathname}${window.location.search}${window.location.hash}`;

/** Shows its children to who is signed in, and leads everybody else to the sign-in page and back to where they were. */
export function SessionProvider({
  users,
  socketUrl,
  children,
}: {
  users: UserManager;
  socketUrl: string | null;
  children: ReactNode;
}) {
  return (
    <AuthProvider
      userManager={users}
      onSigninCallback={(user) => window.history.replaceState(null, '', returnPath(user?.state))}
    >
      <Gate users={users} socketUrl={socketUrl}>
        {children}
      </Gate>
    </AuthProvider>
  );
}

/** Why nobody is signed in, when that is not the first visit; `leaving`: the sign-out is under way. */
type Ended = 'signed-out' | 'expired' | 'disabled' | 'failed' | 'leaving';

function Gate({ users, socketUrl, children }: { users: UserManager; socketUrl: string | null; children: ReactNode }) {
  const auth = useAuth();
  const queryClient = useQueryClient();
  const [ended, setEnded] = useState<Ended | undefined>(() => (takeSignedOut() ? 'signed-out' : undefined));
  const token = auth.user?.access_token;
  connectSession({
    token: () => token,
    refused: (code) => setEnded((reason) => (code === 'USER_DISABLED' ? 'disabled' : (reason ?? 'expired'))),
  });

  useEffect(() => {
    const stopExpired = users.events.addAccessTokenExpired(() => setEnded((reason) => reason ?? 'expired'));
    // What one user has read is not shown to the next.
    const stopUnloaded = users.events.addUserUnloaded(() => queryClient.clear());
    return () => {
      stopExpired();
      stopUnloaded();
    };
  }, [users, queryClient]);

  const failed = auth.error !== undefined && !auth.isAuthenticated;
  const mustSignIn =
    !auth.isLoading && !auth.isAuthenticated && !auth.activeNavigator && !failed && ended === undefined;
  useEffect(() => {
    if (mustSignIn) users.signinRedirect({ state: here() }).catch(() => setEnded('failed'));
  }, [mustSignIn, users]);

  const leave = () => {
    setEnded('leaving');
    signOut(users).catch(() => setEnded('signed-out'));
  };
  if (ended === 'leaving') return <WaitingPage />;
  if (ended !== undefined || failed) {
    const signIn = () => {
      users.signinRedirect({ state: here() }).catch(() => setEnded('failed'));
    };
    return <SignedOutPage reason={ended ?? 'failed'} onSignIn={signIn} />;
  }
  if (!auth.isAuthenticated || token === undefined) return <WaitingPage />;
  return (
    <SessionContext value={{ token, socketUrl, signOut: leave, disabled: () => setEnded('disabled') }}>
      {children}
    </SessionContext>
  );
}
