import type { createServer, Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { RunnerError } from '../errors.ts';

/** Interface that everything of the runner listens on: this machine only. */
export const localHost = '127.0.0.1';

/** @throws RunnerError when another program listens on the port */
export const assertPortFree = async (port: number, purpose: string): Promise<void> => {
  const probe = createTcpServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(portError(error, port, purpose)));
    probe.listen({ port, host: localHost, exclusive: true }, () => probe.close(() => resolve()));
  });
};

/** Starts listening on 127.0.0.1. @throws RunnerError when the port is taken */
export const listen = async (server: Server, port: number, purpose: string): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error) => reject(portError(error, port, purpose));
    server.once('error', failed);
    server.listen(port, localHost, () => {
      server.off('error', failed);
      resolve();
    });
  });
};

/** Stops a server at once; connections that are kept alive do not hold it up. */
export const close = async (server: ReturnType<typeof createServer>): Promise<void> => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
};

/** The TCP port that a listening server was given. */
export const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a TCP port.');
  return address.port;
};

const portError = (error: Error & { code?: string }, port: number, purpose: string): Error => {
  if (error.code !== 'EADDRINUSE') return error;
  return new RunnerError(
    `Port ${port} (${purpose}) is taken.`,
    'Stop the program that uses it (perhaps another npm start), or choose other ports with --port-base.',
    { cause: error },
  );
};
