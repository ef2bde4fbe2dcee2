import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { inject } from 'vitest';
import { clientConfiguration } from './aws.ts';

let client: SNSClient | undefined;

/** Topics of the providers' events, by the name of the stack output. */
export type Topic =
  | 'EmailEventsTopicArn'
  | 'SmsEventsTopicArn'
  | 'WhatsAppEventsTopicArn'
  | 'InboundTopicArn'
  | 'InboundMailTopicArn';

/** Publishes one message, as the provider does: objects as JSON, text as it is. */
export const publish = async (topic: Topic, message: object | string): Promise<void> => {
  const outputs = inject('outputs');
  client ??= new SNSClient(clientConfiguration(outputs.SnsEndpoint));
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  await client.send(new PublishCommand({ TopicArn: outputs[topic], Message: text }));
};
