/**
 * Pre token generation, version V2_0: puts `tenant` and `roles` into the access token, and keeps the company's
 * directory of users up to date.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import type { Role } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { keepUser } from '#shared/companies/keep-user.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { accessClaims, rolesOf, tenantOf, type UserAttributes } from './claims.ts';

/** Longest wait for the directory, in ms: Cognito gives a trigger 5 seconds, and sign-in must not hang on a list. */
const directoryTimeoutMs = 2_000;

const inTime = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${directoryTimeoutMs} ms`)), directoryTimeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

export const preTokenTrigger = ({ table, clock, log }: { table: Table; clock: Clock; log: Log }) => {
  const companies = new CompanyStore(table);

  /** The directory serves lists only: whatever goes wrong here, people can sign in. */
  const keep = async (tenant: string, roles: readonly Role[], attributes: UserAttributes): Promise<void> => {
    const { sub: userId, email = '' } = attributes;
    if (userId === undefined) return;
    const user = { tenant, userId, email, name: attributes.name ?? email, roles: [...roles] };
    try {
      await inTime(keepUser({ companies, clock }, user));
    } catch (error) {
      log.error('user directory not updated', { tenant, reason: reasonOf(error) });
      log.count('UserDirectoryFailed');
    }
  };

  return async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
    const { userAttributes, groupConfiguration } = event.request;
    const tenant = tenantOf(userAttributes);
    const roles = rolesOf(groupConfiguration.groupsToOverride ?? []);
    if (tenant === undefined) log.warn('sign-in of a user without a company');
    else await keep(tenant, roles, userAttributes);
    event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: accessClaims(tenant, roles) } };
    return event;
  };
};
