/**
 * Holds: sending is stopped for a while and nothing is lost (F18). Who asks is the claim; what meets a hold waits under
 * it (`waiting-keys.ts`) and goes on when the hold is lifted, while it is of use. Pure.
 *
 * A hold is of one scope. The widest that applies is the one a message waits under:
 *
 * | Scope              | Holds                                              | Made by                              |
 * |--------------------|----------------------------------------------------|--------------------------------------|
 * | `deployment`       | every company                                      | the operator                         |
 * | `company`          | the company                                        | its administrators                   |
 * | `automatic`        | what flows, events and campaigns send              | its administrators                   |
 * | `channel:<name>`   | a channel                                          | its administrators                   |
 * | `account:<id>`     | what one account would send                        | its administrators, the breaker      |
 * | `template:<id>`    | messages of one template                           | its administrators, the breaker      |
 * | `disabled:<name>`  | a channel while it is switched off in the settings | the settings                         |
 * | `sender:<name>`    | a channel while no account of it is connected      | the accounts                         |
 */
import * as z from 'zod';
import type { HoldScope } from '#contract/holds.ts';
import { type Purpose, type SendingChannel, sendingChannels, type WaitReason } from '#contract/vocabulary.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { accountFor } from '#shared/companies/accounts.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';

/** Who makes holds. `settings`: it stands while the settings or accounts say so, and is lifted by changing them. */
export const holdSources = ['person', 'operator', 'system', 'settings'] as const;

/** Times in epoch ms. Lifted, it stays until everything that waited under it has gone on. */
export const StoredHoldSchema = z.object({
  scope: z.string(),
  source: z.enum(holdSources),
  /** Words of whoever made it; of the system's, a code of `holdCauses`. */
  reason: z.string(),
  /** User id, or the operator's name. */
  by: z.string().nullable(),
  since: z.number(),
  /** When it ends by itself. */
  until: z.number().nullable(),
  liftedAt: z.number().nullable(),
  liftedReason: z.string().optional(),
  /** Messages that wait under it, counted each minute up to `countedWaiting`. */
  waiting: z.number().default(0),
  /** Of the system's: pages that the last run let go, more with each run that the provider takes them. */
  letGo: z.number().default(0),
});
export type Hold = z.infer<typeof StoredHoldSchema>;

/** An account or template that may soon hold itself (G73). */
export const WarningSchema = z.object({ scope: z.string(), reason: z.string(), at: z.number() });
export type Warning = z.infer<typeof WarningSchema>;

/** A warning is shown for an hour after it was true last, ms. */
const warningMs = 3_600_000;
/** It is rewritten only after this time, ms: each bad message would otherwise write it. */
const warningAgainMs = 5 * 60_000;

export const isFresh = ({ at }: Warning, now: number): boolean => now - at < warningMs;

/** The warnings with this one; the same object when it is known. */
export const withWarning = (warnings: readonly Warning[], warning: Warning): readonly Warning[] => {
  const isKnown = ({ scope, reason, at }: Warning) =>
    scope === warning.scope && reason === warning.reason && warning.at - at < warningAgainMs;
  if (warnings.some(isKnown)) return warnings;
  return [...warnings.filter((each) => each.scope !== warning.scope && isFresh(each, warning.at)), warning];
};

/** All holds of a company, in one item: the claim reads it, remembered for moments. */
export const Holds = defineEntity({
  type: 'holds',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    holds: z.array(StoredHoldSchema),
    /** What is going wrong and is not held yet; `at` in epoch ms. */
    warnings: z.array(WarningSchema).default([]),
  }),
  keys: ({ tenant }) => holdsKey(tenant),
});
export const holdsKey = (tenant: string) => ({ pk: tenantKey(tenant, 'SET'), sk: 'HOLDS' });

/** The operator's stop of all sending of the deployment. */
export const DeploymentHold = defineEntity({
  type: 'deploymentHold',
  version: 1,
  schema: z.object({ hold: StoredHoldSchema }),
  keys: () => deploymentHoldKey,
});
export const deploymentHoldKey = { pk: 'SYS#HOLDS', sk: 'DEPLOYMENT' } as const;
export const deploymentScope = 'deployment';

/** A hold that begins. */
export const newHold = (hold: Pick<Hold, 'scope' | 'source' | 'reason' | 'by' | 'since' | 'until'>): Hold => ({
  ...hold,
  liftedAt: null,
  waiting: 0,
  letGo: 0,
});

/** Scope as it is kept. */
export const scopeText = (scope: HoldScope): string => ('id' in scope ? `${scope.kind}:${scope.id}` : scope.kind);

/** Scope of its text; undefined for those that follow from the settings. */
export const scopeOf = (text: string): HoldScope | undefined => {
  const [kind, ...rest] = text.split(':');
  const id = rest.join(':');
  if (kind === 'deployment' || kind === 'company' || kind === 'automatic') return { kind };
  const isNamed = kind === 'channel' || kind === 'account' || kind === 'template';
  return isNamed && id !== '' ? { kind, id } : undefined;
};

export const disabledScope = (channel: SendingChannel): string => `disabled:${channel}`;
export const senderlessScope = (channel: SendingChannel): string => `sender:${channel}`;

const reasonByKind: Readonly<Record<string, WaitReason>> = {
  deployment: 'HOLD_DEPLOYMENT',
  company: 'HOLD_COMPANY',
  automatic: 'HOLD_AUTOMATIC',
  channel: 'HOLD_CHANNEL',
  account: 'HOLD_ACCOUNT',
  template: 'HOLD_TEMPLATE',
  disabled: 'CHANNEL_DISABLED',
  sender: 'NO_SENDER',
};

/** What people read of a message that waits under it. */
export const waitReasonOf = (scope: string): WaitReason => reasonByKind[scope.split(':')[0] ?? ''] ?? 'HOLD_COMPANY';

export const isInForce = ({ liftedAt, until }: Hold, now: number): boolean =>
  liftedAt === null && (until === null || until > now);

/** What a hold is asked about. */
export interface HeldQuestion {
  readonly channel: SendingChannel;
  readonly purpose: Purpose;
  readonly accountId: string | undefined;
  readonly templateId: string | undefined;
}

/** Scope of the widest hold against the message; undefined: nothing holds it. */
export const heldBy = (holds: readonly Hold[], question: HeldQuestion, now: number): string | undefined => {
  const { channel, purpose, accountId, templateId } = question;
  const scopes = [
    deploymentScope,
    'company',
    ...(purpose === 'automatic' ? ['automatic'] : []),
    `channel:${channel}`,
    ...(accountId === undefined ? [] : [`account:${accountId}`]),
    ...(templateId === undefined ? [] : [`template:${templateId}`]),
  ];
  return scopes.find((scope) => holds.some((hold) => hold.scope === scope && isInForce(hold, now)));
};

/** Whether what waits under it may go on: lifted, over, or the settings allow it again. */
export const isOver = (hold: Hold, company: CompanyValue, now: number): boolean => {
  if (!isInForce(hold, now)) return true;
  const channel = sendingChannels.find((each) => hold.scope === disabledScope(each));
  if (channel !== undefined) return company.channels[channel].enabled;
  const senderless = sendingChannels.find((each) => hold.scope === senderlessScope(each));
  return senderless !== undefined && accountFor(company, senderless) !== undefined;
};

/** The holds with this one in force; it replaces whatever stood there of its scope. */
export const withHold = (holds: readonly Hold[], hold: Hold): Hold[] => [
  ...holds.filter(({ scope }) => scope !== hold.scope),
  hold,
];

/** The holds with the one of this scope lifted, and why. @param lifted.at epoch ms */
export const withLifted = (holds: readonly Hold[], scope: string, lifted: { at: number; reason: string }): Hold[] =>
  holds.map((hold) =>
    hold.scope === scope && hold.liftedAt === null
      ? { ...hold, liftedAt: lifted.at, liftedReason: lifted.reason }
      : hold,
  );
