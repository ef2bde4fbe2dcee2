import { I18nProvider } from '@cloudscape-design/components/i18n';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from '#web/api/query-client.ts';
import { useComponentTexts } from '#web/language/component-texts.ts';
import { locales } from '#web/language/languages.ts';
import { useLanguage } from '#web/language/use-language.ts';
import type { Configuration } from '#web/session/configuration.ts';
import { SessionProvider } from '#web/session/session.tsx';
import { createUserManager } from '#web/session/user-manager.ts';
import { createRouter } from './routes.tsx';

/** The whole console: language, session, server state, routes. */
export function Console({ configuration }: { configuration: Configuration }) {
  const [users] = useState(() => createUserManager(configuration));
  const [queryClient] = useState(createQueryClient);
  return (
    <ComponentTexts>
      <QueryClientProvider client={queryClient}>
        <SessionProvider users={users} socketUrl={configuration.socketUrl}>
          <Pages />
        </SessionProvider>
      </QueryClientProvider>
    </ComponentTexts>
  );
}

/** The router is made after sign-in, when the address is again the one that was asked for. */
function Pages() {
  const [router] = useState(createRouter);
  return <RouterProvider router={router} />;
}

/** Cloudscape's own texts. */
function ComponentTexts({ children }: { children: ReactNode }) {
  return (
    <I18nProvider locale={locales[useLanguage()]} messages={useComponentTexts()}>
      {children}
    </I18nProvider>
  );
}
