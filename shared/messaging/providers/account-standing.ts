/** What providers say of an account of ours: can anything be sent from it? (E25–E27) */
import type { AccountStanding } from '#shared/companies/change-account.ts';

export const usable: AccountStanding = { kind: 'usable' };
export const missing: AccountStanding = { kind: 'unusable', reason: 'NOT_FOUND_AT_PROVIDER' };

/** A person may wait for the answer: short limits, two tries. Times in ms. */
export const clientSettings = { maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 } };

/** Whether the SDK's error is the one of this name. */
export const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
