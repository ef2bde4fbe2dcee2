/**
 * Wrong designs, most of them seen in systems of the trade (reliability §5.8). Each is a change of one place in our
 * source under which a test must turn red; the source itself is never touched (vitest.mutant.config.ts).
 */
export interface Mutant {
  readonly name: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Test file that must turn red, and the test in it where the file has many. */
  readonly test: string;
  readonly only?: string;
}

const deliver = 'shared/messaging/sending/deliver-message.ts';
const status = 'shared/messaging/ledger/status.ts';
const sesEvents = 'shared/messaging/providers/email/ses-events.ts';
const scenarios = 'test/model/scenarios.test.ts';

const retries = (channel: string): Mutant => ({
  name: `the SDK sends ${channel} again by itself`,
  file: `shared/messaging/providers/${channel}/${channel}.ts`,
  find: 'Client(sendClientSettings)',
  replace: 'Client({ ...sendClientSettings, maxAttempts: 3 })',
  test: 'test/crash/provider-calls.test.ts',
});

export const mutants: readonly Mutant[] = [
  {
    name: 'the last written status wins',
    file: status,
    find: '  const progress = progressOf(facts, phase);\n',
    replace: `  const progress = progressOf(facts, phase);
  const newest = facts.toSorted((a, b) => b.recordedAt - a.recordedAt)[0];
  if (newest?.kind === 'accepted' || newest?.kind === 'sent') {
    return { status: 'sent', progress, failure: null, replied };
  }
`,
    test: 'shared/messaging/ledger/status.test.ts',
  },
  {
    name: 'a failure ranks below all progress',
    file: status,
    find: '  if (failed !== undefined) return {',
    replace: "  if (failed !== undefined && progress === 'none') return {",
    test: 'shared/messaging/ledger/status.test.ts',
  },
  {
    name: 'the alert is asked when a message is accepted only',
    file: deliver,
    find: '    state: state?.value,\n',
    replace: '    state: undefined,\n',
    test: scenarios,
    only: '9: an alert while many messages',
  },
  {
    name: 'the alert is read from what may lag',
    file: deliver,
    find: '    addressStateCheck(state, ref),\n',
    replace: '',
    test: 'test/crash/contention.test.ts',
    only: 'a stale image of the address',
  },
  {
    name: 'a claim without conditions on its rules',
    file: deliver,
    find: 'deps.messages.change(before, after, now, verdict.conditions)',
    replace: 'deps.messages.change(before, after, now)',
    test: 'test/crash/contention.test.ts',
    only: 'a stale image of the address',
  },
  {
    name: 'a claim without a condition on the message',
    file: 'shared/messaging/ledger/message-store.ts',
    find: 'await this.#table.transact([putAction(Message, after, before.revision), ...moved, ...actions]);',
    replace: "await this.#table.transact([putAction(Message, after, 'any'), ...moved, ...actions]);",
    test: 'test/model/interleavings.test.ts',
    only: 'two workers',
  },
  {
    name: 'an expired lease puts the message back in the queue',
    file: 'shared/messaging/sending/sweep-message.ts',
    find: "return outcomeUnknown(message, 'LEASE_EXPIRED', now);",
    replace: "return { ...enqueued(message, now), phase: 'queued' };",
    test: 'test/crash/crash-matrix.test.ts',
    only: 'sweep of an expired lease',
  },
  {
    name: 'an outcome that nobody knows is tried again',
    file: 'shared/messaging/sending/record-outcome.ts',
    find: '  return outcomeUnknown(message, outcome.detail, now);',
    replace: "  return { ...message, phase: 'queued', dueAt: now + 60_000 };",
    test: 'test/crash/crash-matrix.test.ts',
    only: 'send by email to a good address',
  },
  {
    name: 'a bounce blames the first recipient of the mail',
    file: sesEvents,
    find: '    const recipient = addressOf(entry.emailAddress);\n    const diagnostic',
    replace: '    const recipient = reading.destination[0] ?? addressOf(entry.emailAddress);\n    const diagnostic',
    test: 'shared/messaging/providers/email/ses-events.test.ts',
  },
  {
    name: 'whatever is not permanent is a soft bounce',
    file: 'shared/messaging/providers/email/ses-bounces.ts',
    find: "  return known ?? { class: 'UNKNOWN', isUnknown: true };",
    replace: '  return known ?? soft;',
    test: 'shared/messaging/providers/email/ses-events.test.ts',
  },
  {
    name: 'a delivery is read as a bounce',
    file: sesEvents,
    find: '  Delivery: deliverySignals,',
    replace: '  Delivery: bounceSignals,',
    test: 'shared/messaging/providers/email/ses-events.test.ts',
  },
  {
    name: "WhatsApp's window is open while its entry exists",
    file: 'shared/contactability/gate.ts',
    find: 'return lastInboundAt !== undefined && now - lastInboundAt < whatsAppWindowMs;',
    replace: 'return lastInboundAt !== undefined && now < Infinity;',
    test: 'shared/contactability/gate.test.ts',
  },
  {
    name: 'only the first change of a WhatsApp body is read',
    file: 'shared/messaging/providers/whatsapp/whatsapp-events.ts',
    find: 'one.changes.flatMap((change) =>',
    replace: 'one.changes.slice(0, 1).flatMap((change) =>',
    test: 'shared/messaging/providers/whatsapp/whatsapp-events.test.ts',
  },
  {
    name: 'an unknown event throws',
    file: sesEvents,
    find: "    warnings.add('UNKNOWN_VALUE');\n    return parsed([notice(reading, 'unknown_event'",
    replace: "    throw new Error(kind);\n    return parsed([notice(reading, 'unknown_event'",
    test: 'shared/messaging/providers/email/ses-events.test.ts',
  },
  retries('email'),
  retries('sms'),
  retries('whatsapp'),
  {
    name: 'a CSV cell is quoted, but may be a formula',
    file: 'shared/processes/csv.ts',
    find: '? value : guarded(value);',
    replace: '? value : value;',
    test: 'shared/processes/csv.test.ts',
  },
  {
    name: "dates are read by JavaScript's own rules",
    file: 'shared/contract/fields.ts',
    find: '  const match = text.length <= 40 ? instantPattern.exec(text) : null;',
    replace: `  const loose = new Date(text).getTime();
  if (!Number.isNaN(loose)) return { ms: loose };
  const match = text.length <= 40 ? instantPattern.exec(text) : null;`,
    test: 'shared/contract/fields.test.ts',
  },
  {
    name: "another company's data is forbidden, and so admitted to exist",
    file: 'shared/contract/errors.ts',
    find: '  NOT_FOUND: [404,',
    replace: '  NOT_FOUND: [403,',
    test: 'test/contract/customers.api.test.ts',
    only: 'answers exactly as one that does not exist',
  },
  {
    name: 'any token of the pool is taken for an access token',
    file: 'shared/platform/http/caller.ts',
    find: "claims.token_use !== 'access' || ",
    replace: '',
    test: 'shared/platform/http/caller.test.ts',
  },
  {
    name: 'a late bounce of an older epoch raises the alert again',
    file: 'shared/contactability/alert.ts',
    find: "  if (fact.epoch < state.epoch) return { state, outcome: 'OLDER_EPOCH' };\n",
    replace: '  fact = { ...fact, epoch: state.epoch };\n',
    test: scenarios,
    only: '11: cleared, then a late bounce',
  },
  {
    name: 'nothing remembers that the owners of an address wait',
    file: 'shared/contactability/address-change.ts',
    find: '...(turned ? ',
    replace: '...(turned && now < 0 ? ',
    test: 'test/crash/crash-matrix.test.ts',
    only: 'hard bounce of an address with three owners',
  },
  {
    name: 'a refusal belongs to the customers who had the address when it was said',
    file: 'shared/contactability/gate.ts',
    find: '  (address?.refusals ?? []).some(',
    replace: '  (address === null ? [] : []).some(',
    test: 'shared/contactability/gate.test.ts',
  },
  {
    name: 'who stops marketing hears of debts no more',
    file: 'shared/customers/permission.ts',
    find: "source === 'marketing_stop' ? 'campaigns' : 'all';",
    replace: "source === 'manual' ? 'campaigns' : 'all';",
    test: 'test/contract/whatsapp-people.test.ts',
  },
  {
    name: 'a number that is told while a message waits is settled before it',
    file: 'shared/messaging/inbound/remember-number.ts',
    find: '    await adoptWaiting(deps, seen);\n',
    replace: '',
    test: 'test/contract/whatsapp-people.test.ts',
  },
  {
    name: 'a refusal that was told before it was lifted holds again',
    file: 'shared/contactability/refusal.ts',
    find: '  if (state.consentedUpTo !== null && refusal.at <= state.consentedUpTo) return state;',
    replace: '',
    test: 'shared/contactability/refusal.test.ts',
  },
  {
    name: 'a wish for no messages stops the automatic ones only',
    file: 'shared/contactability/gate.ts',
    find: "  if (scope === 'all') return true;\n",
    replace: '',
    test: 'test/model/model.test.ts',
  },
  {
    name: 'a sign of life ends no alert',
    file: 'shared/contactability/alert.ts',
    find: "fact.class === 'SUPPRESSED' || aliveAt === null || fact.at >= aliveAt;",
    replace: "fact.class === 'SUPPRESSED' || aliveAt === null || fact.at > 0;",
    test: 'test/model/model.test.ts',
  },
  {
    name: 'a repeat of an inbound message is another message',
    file: 'shared/messaging/ledger/received-content.ts',
    find: "keyedHash('inbound', ",
    replace: 'keyedHash(String(Math.random()), ',
    test: 'test/crash/crash-matrix.test.ts',
    only: 'inbound: sender of two customers',
  },
  {
    name: 'an event whose message is not known yet is dropped',
    file: 'shared/messaging/events/receive-event.ts',
    find: '  await deps.events.park(asParked(signal, signal.providerId, receivedAt, deps.clock.now()));\n',
    replace: '',
    test: scenarios,
    only: '5: WhatsApp delivered before accepted',
  },
  {
    name: 'an omission covers messages that nobody can have seen',
    file: 'shared/conversations/rules.ts',
    find: 'omittedAt: Math.max(omittedAt, lastInboundAt, markedUnreadAt, call)',
    replace: 'omittedAt: Math.max(omittedAt, lastInboundAt, markedUnreadAt, call, now)',
    test: 'shared/conversations/rules.test.ts',
  },
  {
    name: 'an omission makes a conversation managed',
    file: 'shared/conversations/rules.ts',
    find: '  const doneAt = Math.max(facts.answeredAt, facts.resultAt);',
    replace: '  const doneAt = Math.max(facts.answeredAt, facts.resultAt, facts.omittedAt);',
    test: 'shared/conversations/rules.test.ts',
  },
  {
    name: 'the message told last is the newest',
    file: 'shared/conversations/fold-message.ts',
    find: 'last: last === null || last.id <= threadOrder(message.messageId) ? rowOf(message) : last,',
    replace: 'last: rowOf(message),',
    test: 'shared/conversations/fold-message.test.ts',
  },
  {
    name: 'a late message is as read as its provider time is old',
    file: 'shared/conversations/fold-message.ts',
    find: "message.facts.find(({ kind }) => kind === 'received')?.recordedAt ?? message.acceptedAt;",
    replace: 'message.acceptedAt;',
    test: 'shared/conversations/fold-message.test.ts',
  },
  {
    name: 'automatic messages are answers',
    file: 'shared/conversations/fold-message.ts',
    find: "message.direction === 'outbound' && message.purpose === 'manual' &&",
    replace: "message.direction === 'outbound' &&",
    test: 'shared/conversations/fold-message.test.ts',
  },
  {
    name: 'a lost answer still counts',
    file: 'shared/conversations/project-conversation.ts',
    find: '  const folded = await withoutLost(deps, messages.reduce<ConversationValue>(withMessage, whole), messages);',
    replace: '  const folded = messages.reduce<ConversationValue>(withMessage, whole);',
    test: 'test/contract/conversations.projection.test.ts',
  },
  {
    name: 'a deletion empties a message that a worker holds',
    file: 'shared/messaging/ledger/erase-message.ts',
    find: "      if (before.value.phase === 'sending') return { result: false };\n",
    replace: '',
    test: 'test/contract/conversations.delete.test.ts',
  },
  {
    name: 'a repeated batch decides again instead of following its plan',
    file: 'shared/imports/work-on-import.ts',
    find: 'const decisions = plan === null ? found : readPlan(plan, found);',
    replace: 'const decisions = found;',
    test: 'test/crash/imports.test.ts',
  },
  {
    name: 'recipients of one cell are one row',
    file: 'shared/imports/import-history.ts',
    find: 'const keyOf = (row: InteractionRow, recipient: string): Buffer => {',
    replace: "const keyOf = (row: InteractionRow, _recipient: string): Buffer => {\n  const recipient = '';",
    test: 'test/contract/imports.test.ts',
  },
  {
    name: 'failures raise alerts without being asked to',
    file: 'shared/imports/import-history.ts',
    find: '    if (!this.#raiseAlerts) return [];\n',
    replace: '',
    test: 'test/contract/imports.test.ts',
  },
  {
    name: "Meta's approval of the last text approves the next one",
    file: 'shared/messaging/templates/meta-template.ts',
    find: '  if (seen.body === null || isSameText(seen.body, wanted)) return told();\n',
    replace: '  if (seen.id !== wanted) return told();\n',
    test: 'shared/messaging/templates/meta-template.test.ts',
  },
  {
    name: 'a failure from before pauses a template that Meta has approved since',
    file: 'shared/messaging/templates/doubt-template.ts',
    find: '  if (at <= (stored.value.atMeta.toldAt ?? 0)) return;\n',
    replace: '',
    test: 'test/contract/templates.meta.test.ts',
  },
  {
    name: 'lists whose projection dies halfway are taken for written',
    file: 'shared/customers/project-customer.ts',
    find: 'before === undefined || before.value.pending === true;',
    replace: 'before === undefined;',
    test: 'test/contract/customers.projection.test.ts',
  },
  {
    name: 'a sender takes along what waits of an address that several have',
    file: 'shared/messaging/inbound/assign-unmatched.ts',
    find: "  reason === 'UNKNOWN_SENDER' && !unverified;",
    replace: "  reason !== 'OWN_ADDRESS' && !unverified;",
    test: 'test/contract/unknown-senders.test.ts',
  },
  {
    name: 'the named message goes first, and who repeats finds nothing to finish',
    file: 'shared/messaging/inbound/assign-unmatched.ts',
    find: `  for await (const other of othersOf(deps, named.value)) await placeUnmatched(deps, other, reachable, by);
  return placeUnmatched(deps, named, reachable, by);`,
    replace: `  const placed = await placeUnmatched(deps, named, reachable, by);
  for await (const other of othersOf(deps, named.value)) await placeUnmatched(deps, other, reachable, by);
  return placed;`,
    test: 'test/crash/crash-matrix.test.ts',
    only: 'an unknown sender with three messages',
  },
];

/** Mutants are divided into so many parts, of which `npm test` applies one on a date. */
export const parts = 3;
const dayMs = 86_400_000;

/**
 * The mutants of a date: every part comes round within as many days as there are parts.
 *
 * @param date epoch ms
 */
export const mutantsOf = (date: number): readonly Mutant[] =>
  mutants.filter((_, position) => position % parts === Math.floor(date / dayMs) % parts);
