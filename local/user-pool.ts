import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ResolvedAssembly } from './assembly/resolver.ts';
import { RunnerError } from './errors.ts';
import type { FunctionPool } from './functions/pool.ts';
import { type DemoUser, DemoUserSchema } from './identity/demo-user.ts';
import { type IdentityProvider, startIdentityProvider } from './identity/provider.ts';
import { numeric, resourcesOf } from './resources/properties.ts';

/** The identity provider that stands for the templates' user pool. */
export interface LocalUserPool {
  readonly issuer: string;
  readonly users: readonly DemoUser[];
  /**
   * An access token of the first user with this company and role.
   * @param email of the user, where it is not to be the first
   * @throws RunnerError when there is none
   */
  tokenFor(company: string, role: string, email?: string): Promise<string>;
  stop(): Promise<void>;
}

const poolSchema = z.object({
  LambdaConfig: z
    .strictObject({
      // Deprecated twin of PreTokenGenerationConfig that the CDK may write beside it.
      PreTokenGeneration: z.string().optional(),
      PreTokenGenerationConfig: z.object({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') }).optional(),
    })
    .optional(),
});

const clientSchema = z.object({
  UserPoolId: z.string(),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  AccessTokenValidity: numeric.default(60),
  TokenValidityUnits: z.looseObject({ AccessToken: z.string().default('hours') }).optional(),
  GenerateSecret: z.union([z.literal(false), z.literal('false')]).optional(),
});

const accountsSchema = z.object({ users: z.array(DemoUserSchema) });

const minutes: Readonly<Record<string, number>> = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

/**
 * Starts the identity provider for the user pool of the assembly, or undefined when there is none. Tokens pass
 * through the pool's own pre-token function.
 *
 * @param options.accountsFile JSON with the demo users
 */
export const startUserPool = async (
  resolved: ResolvedAssembly,
  pool: FunctionPool,
  options: {
    readonly port: number;
    readonly dataDir: string;
    readonly accountsFile: string;
    print(line: string): void;
  },
): Promise<LocalUserPool | undefined> => {
  const [userPool, ...others] = resourcesOf(resolved.resources, 'AWS::Cognito::UserPool', poolSchema);
  if (userPool === undefined) return undefined;
  if (others.length > 0) throw new RunnerError('There are several user pools.', 'The runner stands in for one.');
  const clients = resourcesOf(resolved.resources, 'AWS::Cognito::UserPoolClient', clientSchema).map(
    ({ reference, properties }) => ({
      clientId: reference,
      callbackUrls: properties.CallbackURLs,
      logoutUrls: properties.LogoutURLs,
      scopes: properties.AllowedOAuthScopes,
      accessTokenMinutes:
        properties.AccessTokenValidity * (minutes[properties.TokenValidityUnits?.AccessToken ?? 'minutes'] ?? 1),
    }),
  );
  const users = readUsers(options.accountsFile);
  const trigger = userPool.properties.LambdaConfig?.PreTokenGenerationConfig?.LambdaArn;
  const provider: IdentityProvider = await startIdentityProvider({
    port: options.port,
    dataDir: options.dataDir,
    userPoolId: userPool.reference,
    clients,
    users,
    async preToken(event) {
      if (trigger === undefined) return event;
      const outcome = await pool.invoke(trigger, event);
      if (outcome.ok) return outcome.payload;
      throw new Error(`PreTokenGeneration failed with error ${outcome.error.errorType}.`);
    },
    log: options.print,
  });
  return {
    issuer: provider.issuer,
    users,
    async tokenFor(company, role, wantedEmail) {
      const user = provider
        .users()
        .find(
          ({ groups, attributes, email }) =>
            attributes['custom:tenant'] === company && groups.includes(role) && (wantedEmail ?? email) === email,
        );
      const wanted = resolved.outputs.ConsoleClientId;
      const client = clients.find(({ clientId }) => clientId === wanted) ?? clients[0];
      if (user === undefined || client === undefined) {
        throw new RunnerError(
          `No user of company "${company}" has the role "${role}".`,
          `See ${options.accountsFile}.`,
        );
      }
      return provider.issueToken({ clientId: client.clientId, userName: user.userName, scopes: client.scopes });
    },
    stop: () => provider.stop(),
  };
};

const readUsers = (file: string): DemoUser[] => {
  if (!existsSync(file)) throw new RunnerError(`There are no demo users at ${file}.`, 'Restore the file from git.');
  const result = accountsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new RunnerError(`${file}: ${z.prettifyError(result.error)}.`, 'Correct it.');
  return result.data.users;
};
