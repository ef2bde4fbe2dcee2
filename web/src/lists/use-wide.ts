import { useSyncExternalStore } from 'react';

/** From this width on Cloudscape lays things out beside each other (its breakpoint "xs"). */
const query = '(min-width: 688px)';

const subscribe = (changed: () => void) => {
  const list = window.matchMedia(query);
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
};

/** True where there is room for columns that stand still; false on a phone, where they would cover the others. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
