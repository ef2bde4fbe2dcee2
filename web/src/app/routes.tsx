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
            { path: '*', Component: NotFound },
          ],
        },
      ],
    },
  ]);
