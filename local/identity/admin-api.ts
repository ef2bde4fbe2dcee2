import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { KeptState } from '../providers/kept-state.ts';
import { type DemoUser, DemoUserSchema } from './demo-user.ts';

const stateSchema = z.object({
  /** Users that are disabled, by `sub`. */
  disabled: z.array(z.string()),
  /** Users that are deleted. */
  deleted: z.array(z.string()).default([]),
  /** Users that administrators have made. */
  created: z.array(DemoUserSchema).default([]),
  /** When a user was last signed out everywhere, epoch s. */
  signedOutAt: z.record(z.string(), z.number()),
});

const requestSchema = z.object({
  UserPoolId: z.string(),
  Username: z.string().optional(),
  GroupName: z.string().optional(),
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Limit: z.int().min(1).max(60).default(60),
  PaginationToken: z.string().optional(),
});

/** What administrators have done to the pool's users; it survives restarts. */
export class UserSwitches {
  readonly #state: KeptState<z.infer<typeof stateSchema>>;

  constructor(dataDir: string) {
    this.#state = KeptState.open(join(dataDir, 'users.json'), stateSchema, {
      disabled: [],
      deleted: [],
      created: [],
      signedOutAt: {},
    });
  }

  /** Nobody signs in with it: disabled, or deleted. */
  isDisabled({ sub }: Pick<DemoUser, 'sub'>): boolean {
    return this.#state.value.disabled.includes(sub) || this.isDeleted({ sub });
  }

  isDeleted({ sub }: Pick<DemoUser, 'sub'>): boolean {
    return this.#state.value.deleted.includes(sub);
  }

  /** The demo's users and those made since, without the deleted ones. */
  present(demoUsers: readonly DemoUser[]): readonly DemoUser[] {
    return [...demoUsers, ...this.#state.value.created].filter((user) => !this.isDeleted(user));
  }

  create(user: DemoUser): void {
    this.#state.replace({ ...this.#state.value, created: [...this.#state.value.created, user] });
  }

  /** For users that were made; the demo's have their groups from its file. */
  addToGroup(sub: string, group: string): void {
    const created = this.#state.value.created.map((user) =>
      user.sub === sub ? { ...user, groups: [...user.groups, group] } : user,
    );
    this.#state.replace({ ...this.#state.value, created });
  }

  delete(sub: string): void {
    const { deleted, ...rest } = this.#state.value;
    this.#state.replace({ ...rest, deleted: [...deleted, sub] });
  }

  /** True for a refresh token from before the user was signed out everywhere. @param issuedAt epoch s */
  isRevoked({ sub }: Pick<DemoUser, 'sub'>, issuedAt: number): boolean {
    return issuedAt <= (this.#state.value.signedOutAt[sub] ?? -1);
  }

  set(sub: string, disabled: boolean): void {
    const others = this.#state.value.disabled.filter((one) => one !== sub);
    this.#state.replace({ ...this.#state.value, disabled: disabled ? [...others, sub] : others });
  }

  signOut(sub: string): void {
    const { signedOutAt, ...rest } = this.#state.value;
    this.#state.replace({ ...rest, signedOutAt: { ...signedOutAt, [sub]: Math.floor(Date.now() / 1_000) } });
  }
}

/** A user as `AdminCreateUser` describes it: its e-mail address is the user name that is given. */
const newUser = ({ Username = '', UserAttributes }: z.infer<typeof requestSchema>): DemoUser => {
  const given = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
  const { email = Username, name = Username, ...attributes } = given;
  return { sub: randomUUID(), userName: Username, email, name, password: '', groups: [], attributes };
};

/** Prefix of the operation in `x-amz-target` (AWS JSON 1.1). */
const target = 'AWSCognitoIdentityProviderService.';

export const isAdminRequest = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && String(headers['x-amz-target'] ?? '').startsWith(target);

/**
 * Answers the operations of Cognito's API that make, list, switch and delete users. A user name is the `sub`, as in a pool whose users
 * sign in with their e-mail address.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
export const answerAdminRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
  pool: { readonly userPoolId: string; readonly users: readonly DemoUser[]; readonly switches: UserSwitches },
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  const refuse = (__type: string, message: string) => send(400, { __type, message });
  const parsed = requestSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  if (!parsed.success) return void refuse('InvalidParameterException', z.prettifyError(parsed.error));
  if (parsed.data.UserPoolId !== pool.userPoolId) {
    return void refuse('ResourceNotFoundException', `User pool ${parsed.data.UserPoolId} does not exist.`);
  }
  const name = String(request.headers['x-amz-target']).slice(target.length);
  const { switches } = pool;
  const users = switches.present(pool.users);
  if (name === 'ListUsers') {
    const start = Number(parsed.data.PaginationToken ?? 0);
    const end = start + parsed.data.Limit;
    const page = users.slice(start, end).map((one) => ({
      Username: one.sub,
      Enabled: !switches.isDisabled(one),
      Attributes: Object.entries(one.attributes ?? {}).map(([Name, Value]) => ({ Name, Value })),
    }));
    return void send(200, { Users: page, ...(end < users.length ? { PaginationToken: String(end) } : {}) });
  }
  if (name === 'AdminCreateUser') {
    const user = newUser(parsed.data);
    if (users.some(({ email }) => email === user.email)) {
      return void refuse('UsernameExistsException', 'An account with the given email already exists.');
    }
    switches.create(user);
    return void send(200, { User: { Username: user.sub, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' } });
  }
  const user = users.find(({ sub }) => sub === parsed.data.Username);
  if (user === undefined) return void refuse('UserNotFoundException', 'User does not exist.');
  if (name === 'AdminGetUser') return void send(200, { Username: user.sub, Enabled: !switches.isDisabled(user) });
  const operations: Readonly<Record<string, () => void>> = {
    AdminDisableUser: () => switches.set(user.sub, true),
    AdminEnableUser: () => switches.set(user.sub, false),
    AdminDeleteUser: () => switches.delete(user.sub),
    AdminAddUserToGroup: () => switches.addToGroup(user.sub, parsed.data.GroupName ?? ''),
    AdminUserGlobalSignOut: () => switches.signOut(user.sub),
  };
  const operation = operations[name];
  if (operation === undefined) return void refuse('UnknownOperationException', 'The local pool has no such operation.');
  operation();
  send(200, {});
};
