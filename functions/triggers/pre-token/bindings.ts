/**
 * Pre token generation, version V2_0: puts `tenant` and `roles` into the access token, and keeps the company's
 * directory of users up to date.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import type { Role } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { isActive, isClosedBy } from '#shared/companies/entities.ts';
import { keepUser } from '#shared/companies/keep-user.ts';
import { companies } from '../../composition/companies.ts';
import { type On, take } from '../../composition/part.ts';
import { accessClaims, rolesOf, tenantOf, type UserAttributes } from './claims.ts';

/** Longest wait for the directory, in ms: Cognito gives a trigger 5 seconds, and sign-in must not hang on a list. */
const directoryTimeoutMs = 2_000;

const inTime = async <Result>(work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${directoryTimeoutMs} ms`)), directoryTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

export const preTokenTrigger = (on: On<'table' | 'clock' | 'log'>) => {
  const deps = take(on, { companies });
  const { log } = on;

  /**
   * Whatever goes wrong here, people can sign in: every request asks anew whether its user may work.
   * @returns whether the user may sign in
   */
  const keep = async (tenant: string, roles: readonly Role[], attributes: UserAttributes): Promise<boolean> => {
    const { sub: userId, email = '' } = attributes;
    if (userId === undefined) return true;
    const user = { tenant, userId, email, name: attributes.name ?? email, roles: [...roles] };
    try {
      // Nobody is written into the directory of a company that is being deleted.
      if (isClosedBy(await inTime(deps.companies.findDeletion(tenant)))) return false;
      return isActive(await inTime(keepUser(deps, user, signedBySystem)));
    } catch (error) {
      log.error('user directory not updated', { tenant, reason: reasonOf(error) });
      log.count('UserDirectoryFailed');
      return true;
    }
  };

  return async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
    const { userAttributes, groupConfiguration } = event.request;
    const tenant = tenantOf(userAttributes);
    const roles = rolesOf(groupConfiguration.groupsToOverride ?? []);
    if (tenant === undefined) log.warn('sign-in of a user without a company');
    else if (!(await keep(tenant, roles, userAttributes))) {
      log.info('sign-in of a disabled user refused', { tenant });
      // Cognito gives no token when a trigger fails, and shows the message.
      throw new Error('USER_DISABLED');
    }
    event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: accessClaims(tenant, roles) } };
    return event;
  };
};
