/** How many connections there may be, and which of them have to go. Pure. */
import type { ConnectionValue } from './entities.ts';

/** A person with several windows and devices; whoever opens more loses the oldest. */
const perUser = 10;
/** Bounds the fan-out of one change: more are not held open at a time for one company. */
const perCompany = 500;

/** True when nothing more may be sent to it: its access token has ended. */
export const hasTokenEnded = ({ tokenEndsAt }: Pick<ConnectionValue, 'tokenEndsAt'>, now: number): boolean =>
  tokenEndsAt <= now;

/** Connections that must be closed: those whose token has ended, and the oldest above each limit. */
export const superfluous = (connections: readonly ConnectionValue[], now: number): readonly ConnectionValue[] => {
  const newestFirst = connections.toSorted(
    (a, b) => b.connectedAt - a.connectedAt || b.connectionId.localeCompare(a.connectionId),
  );
  const ofUser = new Map<string, number>();
  let kept = 0;
  return newestFirst.filter((connection) => {
    const own = ofUser.get(connection.userId) ?? 0;
    if (hasTokenEnded(connection, now) || own >= perUser || kept >= perCompany) return true;
    ofUser.set(connection.userId, own + 1);
    kept += 1;
    return false;
  });
};
