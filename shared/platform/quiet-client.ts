/** Clients of the SDK without what it does at each call for a logger that nobody gives it. */

interface SdkClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The client without the SDK's logger middleware, which walks the input and the output of every call field by field, to
 * leave out what is sensitive, and hands the copies to a logger that writes nothing unless one is set. Our own log tells
 * of a call what may be told (log.ts).
 */
export const quietClient = <Client extends SdkClient>(client: Client): Client => {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};
