import { useLocation } from 'react-router';
import { Inbox } from '#web/features/conversations/inbox/inbox.tsx';
import { paths } from '#web/navigation/paths.ts';

/** Conversaciones › Recibidos and › Llamadas (C15, C16). */
export function Component() {
  const { pathname } = useLocation();
  const tray = pathname.startsWith(paths.calls) ? 'calls' : 'received';
  return <Inbox key={tray} tray={tray} />;
}
