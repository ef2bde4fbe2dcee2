/** Inbound messages that wait for a person to say whose they are, newest first (D13). */
import type * as z from 'zod';
import type { UnmatchedSchema } from '#contract/inbound.ts';
import { isoTime, isoTimeOrNull } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { unmatchedKey } from './entities.ts';
import type { InboundStore } from './inbound-store.ts';

const defaultLimit = 25;

/** @throws Refusal CURSOR_INVALID */
export const listUnmatched = async (
  deps: { readonly inbound: Pick<InboundStore, 'listUnmatched'>; readonly cursors: Cursors },
  input: { readonly tenant: string; readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<{ items: z.input<typeof UnmatchedSchema>[]; nextCursor?: string }> => {
  const { tenant, limit = defaultLimit } = input;
  const scope = `${tenant}:unmatched`;
  const id = deps.cursors.open<string>(scope, input.cursor);
  const after = id === undefined ? undefined : { ...unmatchedKey(tenant, id) };
  const page = await deps.inbound.listUnmatched(tenant, { limit, after });
  return {
    items: page.items.map((unmatched) => ({
      id: unmatched.id,
      channel: unmatched.channel,
      from: unmatched.from,
      to: unmatched.to,
      text: unmatched.text,
      receivedAt: isoTime(unmatched.receivedAt),
      statedAt: isoTimeOrNull(unmatched.statedAt),
      reason: unmatched.reason,
      candidates: unmatched.candidates,
      subject: unmatched.subject,
      automatic: unmatched.automatic,
      unverified: unmatched.unverified,
      attachments: unmatched.attachments,
      changed:
        unmatched.changed === undefined ? null : { kind: unmatched.changed.kind, at: isoTime(unmatched.changed.at) },
    })),
    ...(page.last === undefined ? {} : { nextCursor: deps.cursors.seal(scope, String(page.last.sk)) }),
  };
};
