/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles (scripts/build.ts): Lambda gives a function its
 * credentials in the environment and nowhere else, so the chain of profiles, SSO and instance metadata would only be
 * 90 KB that every cold start loads.
 */

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this bundle runs in AWS Lambda, which sets it.`);
  return value;
};

/** The name under which the SDK's clients import it. */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken ? { sessionToken } : {}),
  };
};
