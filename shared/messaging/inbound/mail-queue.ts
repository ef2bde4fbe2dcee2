/** The queue of receipts of mail, which shares nothing with text messages: what a mail costs is its sender's choice. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { QueuePort } from '#platform/client-ports.ts';
import type { ReceiveInboundDeps } from './receive-inbound.ts';

/** Passes a receipt on as it came; a repeat of it is known by the mail's own receipt. */
export const createMailQueue =
  (client: QueuePort, url: string): ReceiveInboundDeps['recordMail'] =>
  (_signal, raw) =>
    client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: raw }));
