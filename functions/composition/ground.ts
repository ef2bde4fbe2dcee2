/** What a function stands on, opened from its environment when its module loads. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import type { On } from './part.ts';

export const openGround = ({ TABLE_NAME }: { readonly TABLE_NAME: string }): On<'table' | 'clock' | 'log'> => ({
  table: openTable(TABLE_NAME),
  clock: systemClock,
  log: createLog(),
});

/** With the key of addresses, for functions that are given it. */
export const openKeyedGround = (environment: {
  readonly TABLE_NAME: string;
  readonly ADDRESS_KEY: string;
}): On<'table' | 'clock' | 'log' | 'addressKey'> => ({
  ...openGround(environment),
  addressKey: environment.ADDRESS_KEY,
});
