import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useTexts } from '#web/language/texts.ts';
import type { CustomerAccount } from './queries.ts';
import { contactFormTexts } from './texts.ts';

type State = 'free' | 'templateOnly' | 'blocked' | 'phone';

const types: Readonly<Record<State, StatusIndicatorProps.Type>> = {
  free: 'success',
  templateOnly: 'info',
  blocked: 'error',
  phone: 'info',
};

/** What can be done with an account: write by hand, send an approved template, call, or nothing. */
export const stateOf = ({ channel, allowed, byHand }: CustomerAccount): State => {
  if (channel === 'call') return 'phone';
  if (!allowed) return 'blocked';
  return byHand?.allowed === true ? 'free' : 'templateOnly';
};

type Reason = NonNullable<CustomerAccount['byHand']>['reasons'][number];

/** Everything that stands against writing through an account, each reason once (F11). */
export const reasonsOf = ({ byHand, byTemplate }: CustomerAccount): Reason[] => {
  const all = [...(byHand?.reasons ?? []), ...(byTemplate?.reasons ?? [])];
  return all.filter(({ code }, position) => all.findIndex((other) => other.code === code) === position);
};

/** Whether and how an account can be used now, in words. */
export function AccountState({ account }: { account: CustomerAccount }) {
  const t = useTexts(contactFormTexts);
  const state = stateOf(account);
  return <StatusIndicator type={types[state]}>{t(state)}</StatusIndicator>;
}
