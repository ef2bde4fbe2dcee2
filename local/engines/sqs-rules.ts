/**
 * Message attribute that carries the group id of a message through the engine, which keeps group ids on FIFO queues
 * only. SQS keeps them on standard queues too (fair queues) and shows them as the attribute `MessageGroupId`.
 */
const carrierAttribute = 'runner.MessageGroupId';

interface Entry {
  MessageGroupId?: string;
  QueueUrl?: string;
  MessageAttributes?: Record<string, unknown>;
}

interface Received {
  MD5OfMessageAttributes?: string;
  MessageAttributes?: Record<string, { StringValue?: string }>;
  Attributes?: Record<string, string>;
}

/**
 * The request body of an SQS call as the engine can take it: the group ids of messages moved to where it keeps them,
 * and a visibility timeout of 0 made 1 (with data on disk, the engine loses a message that becomes visible at once).
 */
export const requestForEngine = (action: string, body: string): string => {
  if (action.startsWith('ChangeMessageVisibility'))
    return body.replace(/("VisibilityTimeout":)0\b/g, (_, name: string) => `${name}1`);
  if (action === 'ReceiveMessage') return askForCarrier(body);
  if (!action.startsWith('SendMessage') || !body.includes('"MessageGroupId"')) return body;
  const input: Entry & { Entries?: Entry[] } = JSON.parse(body);
  if (input.QueueUrl?.endsWith('.fifo')) return body;
  return JSON.stringify({
    ...store(input),
    ...(input.Entries === undefined ? {} : { Entries: input.Entries.map(store) }),
  });
};

/** The answer body of an SQS call with the group ids shown as AWS shows them. */
export const answerForCaller = (action: string, body: string): string => {
  if (action !== 'ReceiveMessage' || !body.includes(carrierAttribute)) return body;
  const output: { Messages?: Received[] } = JSON.parse(body);
  return JSON.stringify({ ...output, Messages: output.Messages?.map(show) });
};

const store = ({ MessageGroupId, ...entry }: Entry): Entry => {
  if (MessageGroupId === undefined) return entry;
  const carrier = { DataType: 'String', StringValue: MessageGroupId };
  return { ...entry, MessageAttributes: { ...entry.MessageAttributes, [carrierAttribute]: carrier } };
};

const show = (message: Received): Received => {
  const { [carrierAttribute]: carrier, ...attributes } = message.MessageAttributes ?? {};
  if (carrier?.StringValue === undefined) return message;
  // The digest was made with the carrier in it; SDKs check the digest of the body only.
  const { MD5OfMessageAttributes: _digest, MessageAttributes: _all, ...rest } = message;
  return {
    ...rest,
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
    Attributes: { ...message.Attributes, MessageGroupId: carrier.StringValue },
  };
};

/** A receiver that names the message attributes it wants gets the carrier as well. */
const askForCarrier = (body: string): string => {
  const input: { MessageAttributeNames?: string[] } = JSON.parse(body);
  const names = input.MessageAttributeNames ?? [];
  if (names.length === 0 || names.includes('All') || names.includes('.*')) return body;
  return JSON.stringify({ ...input, MessageAttributeNames: [...names, carrierAttribute] });
};
