/** Users whom an administrator of the user pool makes; only where the pool is the local one. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import * as z from 'zod';
import { type Company, type RequestParts, type Role, request } from './api.ts';
import { clientConfiguration } from './aws.ts';
import { theOperator } from './operator.ts';
import { freshEmail } from './people.ts';

const issuer = new URL(inject('outputs').IssuerUrl ?? '');
export const pool = new CognitoIdentityProviderClient(clientConfiguration(issuer.origin));
const UserPoolId = issuer.pathname.slice(1);

/** A new user of the company, signed in for the first time. */
export const newcomer = async (company: Company, role: Role) => {
  const email = freshEmail();
  const attributes = { email, name: 'Eva Nueva', 'custom:tenant': company };
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const { User } = await pool.send(new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes }));
  const target = { UserPoolId, Username: User?.Username };
  await pool.send(new AdminAddUserToGroupCommand({ ...target, GroupName: role }));
  const token = await theOperator().tokenOf(company, role, email);
  const call = (method: string, path: string, parts: RequestParts = {}) =>
    request(method, path, { ...parts, headers: { authorization: `Bearer ${token}`, ...parts.headers } });
  const { userId } = z.looseObject({ userId: z.string() }).parse((await call('GET', '/v1/me')).json);
  return { userId, target, token, call };
};
