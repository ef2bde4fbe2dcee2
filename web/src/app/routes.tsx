import { createBrowserRouter, Navigate } from 'react-router';
import { paths } from '#web/navigation/paths.ts';
import { WaitingPage } from '#web/session/waiting-page.tsx';
import { NotFound, RouteFailure } from './route-failure.tsx';
import { Shell } from './shell.tsx';

/** Every page is a chunk of its own, loaded when it is opened; its module exports `Component`. */
export const createRouter = () =>
  createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      ErrorBoundary: RouteFailure,
      HydrateFallback: WaitingPage,
      children: [
        {
          ErrorBoundary: RouteFailure,
          children: [
            { index: true, element: <Navigate to={paths.customers} replace /> },
            { path: paths.customers, lazy: () => import('#web/pages/customers/page.tsx') },
            { path: paths.customer(':customerId'), lazy: () => import('#web/pages/customer/page.tsx') },
            { path: paths.received, lazy: () => import('#web/pages/conversations/page.tsx') },
            { path: paths.calls, lazy: () => import('#web/pages/conversations/page.tsx') },
            { path: paths.templates, lazy: () => import('#web/pages/templates/page.tsx') },
            {
              path: paths.settings,
              lazy: () => import('#web/pages/settings/page.tsx'),
              children: [
                { index: true, element: <Navigate to={paths.settingsSection('company')} replace /> },
                { path: 'company', lazy: () => import('#web/pages/settings/company.tsx') },
                { path: 'communications', lazy: () => import('#web/pages/settings/communications.tsx') },
                { path: 'holds', lazy: () => import('#web/pages/settings/holds.tsx') },
                { path: 'accounts', lazy: () => import('#web/pages/settings/accounts.tsx') },
                { path: 'calls', lazy: () => import('#web/pages/settings/calls.tsx') },
                { path: 'segments', lazy: () => import('#web/pages/settings/segments.tsx') },
                { path: 'metadata', lazy: () => import('#web/pages/settings/metadata.tsx') },
                { path: 'payments', lazy: () => import('#web/pages/settings/payments.tsx') },
                { path: 'users', lazy: () => import('#web/pages/settings/users.tsx') },
                { path: 'retention', lazy: () => import('#web/pages/settings/retention.tsx') },
                { path: 'audit', lazy: () => import('#web/pages/settings/audit.tsx') },
                { path: 'limits', lazy: () => import('#web/pages/settings/limits.tsx') },
                { path: 'preferences', lazy: () => import('#web/pages/settings/preferences.tsx') },
                { path: '*', Component: NotFound },
              ],
            },
            { path: paths.helpDeskCustomer(':customerId'), lazy: () => import('#web/pages/customer/page.tsx') },
            { path: paths.helpDesk, lazy: () => import('#web/pages/help-desk/page.tsx') },
            { path: paths.interactions, lazy: () => import('#web/pages/interactions/page.tsx') },
            { path: paths.alerts, lazy: () => import('#web/pages/alerts/page.tsx') },
            { path: paths.imports, lazy: () => import('#web/pages/imports/page.tsx') },
            { path: paths.processes, lazy: () => import('#web/pages/processes/page.tsx') },
            { path: paths.standingReports, lazy: () => import('#web/pages/standing-reports/page.tsx') },
            { path: '*', Component: NotFound },
          ],
        },
      ],
    },
  ]);
