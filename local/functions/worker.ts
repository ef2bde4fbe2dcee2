import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { followClock, realNow } from '../clock.ts';
import type { InvocationMessage, WorkerReply, WorkerSettings } from './protocol.ts';

/**
 * Runs inside a worker thread: loads the built bundle of one function and answers one invocation at a time, as an
 * execution environment of AWS Lambda does. Source: AWS Lambda developer guide, "Define Lambda function handler in
 * Node.js" and "Using the Lambda context object".
 */
const settings: WorkerSettings = workerData;
followClock(settings.clock);
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread of the function pool only.');

/** Response limit of a synchronous invocation, in bytes (AWS Lambda quotas: 6 MB). */
const responseLimit = 6_291_556;

type Handler = (event: unknown, context: unknown) => unknown;

const loadHandler = async (): Promise<Handler> => {
  const module: Record<string, unknown> = await import(pathToFileURL(settings.file).href);
  const handler = module[settings.handler];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${settings.file} exports no function "${settings.handler}".`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return (event, context) => handler(event, context);
};

const contextOf = ({ requestId, deadline }: InvocationMessage) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: settings.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: settings.arn,
  memoryLimitInMB: String(settings.memoryMb),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${settings.name}`,
  logStreamName: 'local',
  // Whole, as Lambda tells it: leases and keys are made of it.
  getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - realNow())),
});

const handler = await loadHandler();
const reply = (message: WorkerReply) => port.postMessage(message);
reply({ type: 'ready' });

port.on('message', async (message: InvocationMessage) => {
  try {
    const payload = JSON.stringify((await handler(JSON.parse(message.event), contextOf(message))) ?? null);
    if (Buffer.byteLength(payload) > responseLimit) {
      throw Object.assign(
        new Error(`Response payload size exceeded maximum allowed payload size (${responseLimit} bytes).`),
        {
          name: 'Function.ResponseSizeTooLarge',
        },
      );
    }
    reply({ type: 'result', payload });
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    // What a function throws reaches its log with the stack, as in CloudWatch Logs.
    console.error(`${message.requestId}\tERROR\t${thrown.stack ?? thrown.message}`);
    reply({ type: 'error', errorType: thrown.name, errorMessage: thrown.message });
  }
});
