/**
 * Takes in a batch of WhatsApp messages with one file each, as `queues-delivery-events` does: from the bucket, by what
 * they are, and back into it. Outcome: the type that it is kept as, or why it is refused.
 */
import { readFileSync, statSync } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { FilesPort } from '#platform/client-ports.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { type ByteBudget, createByteBudget } from '#shared/messaging/attachments/byte-budget.ts';
import { createReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import type { InboundReceiptValue } from '#shared/messaging/inbound/entities.ts';
import { heldMediaBytes, type ReceiveMediaDeps, receiveMedia } from '#shared/messaging/inbound/receive-media.ts';
import type { ReceivedContentValue } from '#shared/messaging/ledger/received-content.ts';
// The function's code lies in memory beside the files.
import '../../functions/composition/receiving.ts';
import { tellCost } from './tell-cost.ts';

const [path = '', count = '1'] = process.argv.slice(2);

/** S3 as the SDK answers: what is read was collected from pieces, what is written is taken as it is. */
const send = async (command: object): Promise<object> => {
  if (command instanceof ListObjectsV2Command) return { Contents: [{ Key: 'media', Size: statSync(path).size }] };
  if (command instanceof GetObjectCommand) {
    const transformToByteArray = async () => new Uint8Array(Buffer.concat([readFileSync(path)]));
    return { ContentLength: statSync(path).size, Body: { transformToByteArray } };
  }
  if (command instanceof PutObjectCommand || command instanceof UploadPartCommand) return { ETag: 'etag' };
  return { UploadId: 'upload' };
};
const ours = 'phone-number-id';
const company = newCompany(
  {
    tenant: 'demo',
    name: 'Demo',
    timeZone: 'America/Santiago',
    language: 'es',
    defaultCountry: 'CL',
    senders: { email: null, sms: null, whatsapp: null },
  },
  0,
);
const files = createReceivedFiles({ client: { send } as FilesPort, bucket: 'files' });

const never = (): never => {
  throw new Error('Nobody is asked.');
};

/** @returns what became of the file of one message, as it is noted beside its receipt */
const take = async (budget: ByteBudget, number: number): Promise<ReceivedContentValue> => {
  const contents: ReceivedContentValue[] = [];
  const deps: ReceiveMediaDeps = {
    inbound: {
      findContent: async () => undefined,
      saveContent: async (content) => void contents.push(content),
      findUnmatched: async () => undefined,
      changeUnmatched: never,
    },
    messages: { find: async () => undefined, change: never },
    files,
    fetchMedia: async () => 'stored',
    keepFile: async ({ bytes, attachmentId, fileName, contentType }) => {
      await files.write(attachmentId, bytes, contentType);
      return { attachmentId, fileName, contentType, size: bytes.byteLength };
    },
    budget,
    findCompany: async () => company,
    clock: { now: () => 0 },
    log: { warn: never, count: never },
  };
  const token = `hostile-${number}`;
  const receipt: InboundReceiptValue = {
    tenant: company.tenant,
    channel: 'whatsapp',
    token,
    to: ours,
    at: 0,
    hashes: [],
    messageId: null,
    customerId: null,
    addressId: null,
    answeredId: null,
    claimed: false,
    assignedBy: null,
    assignedAt: null,
  };
  await receiveMedia(
    deps,
    receipt,
    {
      type: 'inbound',
      channel: 'whatsapp',
      providerId: token,
      from: '+56911110001',
      to: ours,
      kind: 'document',
      text: '',
      media: { id: 'media', fileName: 'archivo' },
      at: 0,
    },
    1,
  );
  const [content] = contents;
  if (content === undefined) throw new Error('Nothing became of the file.');
  return content;
};

await tellCost(async () => {
  const budget = createByteBudget(heldMediaBytes);
  const contents = await Promise.all(Array.from({ length: Number(count) }, (_, number) => take(budget, number)));
  const [first] = contents;
  return first?.attachments[0]?.contentType ?? first?.refused[0]?.reason ?? 'nothing';
});
