/**
 * Runs SQS, S3, the SMS provider's double and something that takes WebSocket frames as a process of their own, so that their work is not taken for ours: in the
 * bench, and in the process that it starts with this very file.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMessaging } from '../../local/engines/messaging.ts';
import { startSmsProvider } from '../../local/providers/sms.ts';
import { freePort } from '../support/engines.ts';

/** Addresses of the running services. */
export interface OutsideEngines {
  /** SQS and S3. */
  readonly messaging: string;
  readonly sms: string;
  /** Takes every frame that is posted to a connection. */
  readonly sockets: string;
}

const isOutsideEngines = (message: unknown): message is OutsideEngines =>
  typeof message === 'object' && message !== null && 'messaging' in message && 'sockets' in message;

/** @throws Error when the process ends before its services answer */
export const startOutsideEngines = async (): Promise<OutsideEngines & { stop(): Promise<void> }> => {
  const child = fork(fileURLToPath(import.meta.url));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const engines = await new Promise<OutsideEngines>((resolve, reject) => {
    child.once('message', (message) => {
      if (isOutsideEngines(message)) resolve(message);
      else reject(new Error('The engines of the bench told no addresses.'));
    });
    child.once('exit', (code) => reject(new Error(`The engines of the bench ended (${code}).`)));
  });
  return {
    ...engines,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
};

const serve = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'contacta-bench-'));
  const messaging = await startMessaging({ port: await freePort() });
  const sms = await startSmsProvider({
    port: 0,
    dataDir,
    publish: async () => undefined,
    log: () => undefined,
    configurationSets: [{ name: 'contacta', topicArn: 'arn:aws:sns:us-east-1:000000000000:sms-events' }],
    inboundTopicArn: 'arn:aws:sns:us-east-1:000000000000:inbound',
  });
  const sockets = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200).end());
  });
  const socketPort = await freePort();
  await new Promise<void>((resolve) => sockets.listen(socketPort, '127.0.0.1', resolve));
  // The bench is gone, with its end or its fall.
  process.once('disconnect', async () => {
    sockets.closeAllConnections();
    await sms.stop();
    await messaging.stop();
    rmSync(dataDir, { recursive: true, force: true });
    process.exit(0);
  });
  process.send?.({
    messaging: messaging.endpoint,
    sms: sms.url,
    sockets: `http://127.0.0.1:${socketPort}`,
  } satisfies OutsideEngines);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve();
