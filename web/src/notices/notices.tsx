import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';

/** What the console tells about something that a person has just done. */
export interface Notice {
  /** The same id again replaces the notice: a repeated action does not pile them up. */
  readonly id: string;
  readonly type: 'success' | 'info' | 'warning' | 'error';
  readonly header?: string;
  readonly content: ReactNode;
  /** A button of the notice: undo, open what was made. */
  readonly action?: ReactNode;
}

interface Notices {
  readonly notices: readonly Notice[];
  show(notice: Notice): void;
  dismiss(id: string): void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const dismiss = useCallback((id: string) => setNotices((shown) => shown.filter((notice) => notice.id !== id)), []);
  const show = useCallback(
    (notice: Notice) => setNotices((shown) => [notice, ...shown.filter(({ id }) => id !== notice.id)].slice(0, 5)),
    [],
  );
  const value = useMemo(() => ({ notices, show, dismiss }), [notices, show, dismiss]);
  return <NoticesContext value={value}>{children}</NoticesContext>;
}

/** Notices at the top of the page. @throws Error outside of the shell */
export const useNotices = (): Notices => {
  const notices = use(NoticesContext);
  if (notices === undefined) throw new Error('useNotices outside of NoticesProvider.');
  return notices;
};
