/**
 * Configuration of an AWS client. With an endpoint of the outputs file the engines behind it want credentials of any
 * kind; without one, region and credentials are those of the environment.
 */
export const clientConfiguration = (endpoint: string | undefined) =>
  endpoint === undefined
    ? {}
    : {
        endpoint,
        region: process.env.AWS_REGION ?? 'us-east-1',
        credentials: { accessKeyId: 'scenario', secretAccessKey: 'scenario' },
      };
