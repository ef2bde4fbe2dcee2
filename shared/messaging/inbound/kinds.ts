/**
 * What a message of each kind is to us (ADR 42). Meta opens its window for 24 hours when a person writes or calls; what
 * only tells that something happened is shown, and asks nobody to look. Kinds that we do not know count as words.
 */
import type { InboundKind } from '../providers/signals.ts';

/** Told by Meta about the person, or by a touch: nobody has to answer. */
const notices: ReadonlySet<string> = new Set<InboundKind>([
  'system',
  'revoke',
  'reaction',
  'request_welcome',
  'call_permission',
]);

export const isNotice = (kind: string): boolean => notices.has(kind);

/** An edit is read like a message, but it changes one that has opened its window already. */
export const opensWindow = (kind: string): boolean => kind !== 'edit' && !isNotice(kind);
