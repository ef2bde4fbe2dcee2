/**
 * Brings the file of a WhatsApp message into our bucket, after the message itself is there: by AWS's API, which stores
 * it; no address of a provider is ever fetched. Tried with each delivery of the event; the last one says in the message
 * that the file is missing. (AWS delivers no media of two-way MMS: docs/decisions.)
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { accountWrittenTo } from '#shared/companies/accounts.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ByteBudget } from '../attachments/byte-budget.ts';
import type { ReceivedFiles } from '../attachments/received-files.ts';
import { changeMessageIfThere } from '../ledger/change-message.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import type { ReceivedContentValue } from '../ledger/received-content.ts';
import { inboundIdPart } from '../ledger/received-content.ts';
import type { InboundSignal } from '../providers/signals.ts';
import type { FetchedMedia } from '../providers/whatsapp/whatsapp-media.ts';
import type { InboundReceiptValue } from './entities.ts';
import { refusedNameOf } from './file-name.ts';
import type { InboundStore } from './inbound-store.ts';
import { type KeepFile, type KeptFiles, keepFiles, receivedLimits } from './keep-files.ts';

/** Deliveries of an event, as its queue is set up: after the last one it goes to the dead-letter queue. */
export const deliveries = 5;

/** Bytes of files that one worker takes in at a time: one of the largest, or several small ones. */
export const heldMediaBytes = receivedLimits.bytes;

/** @param delivery how often the queue has handed the event out */
export type ReceiveMedia = (receipt: InboundReceiptValue, signal: InboundSignal, delivery: number) => Promise<void>;

/** Has the provider store the file under a prefix of ours. @throws when a later try can succeed */
export type FetchMedia = (input: {
  readonly phoneNumberId: string;
  readonly mediaId: string;
  readonly prefix: string;
}) => Promise<FetchedMedia>;

export interface ReceiveMediaDeps {
  readonly inbound: Pick<InboundStore, 'findContent' | 'saveContent' | 'findUnmatched' | 'changeUnmatched'>;
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly files: Pick<ReceivedFiles, 'list' | 'read'>;
  /** Absent where no media can come. */
  readonly fetchMedia?: FetchMedia;
  readonly keepFile: KeepFile;
  /** Of `heldMediaBytes`: messages of a batch come side by side, and each file is there several times while it is kept. */
  readonly budget: ByteBudget;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'count'>;
}

/** @throws when the file did not come and the event should come again */
export const receiveMedia = async (
  deps: ReceiveMediaDeps,
  receipt: InboundReceiptValue,
  signal: InboundSignal,
  delivery: number,
): Promise<void> => {
  if (signal.channel !== 'whatsapp' || signal.media === undefined) return;
  const { tenant, token } = receipt;
  const content =
    (await deps.inbound.findContent(tenant, token)) ?? (await fetchContent(deps, receipt, signal, delivery));
  await show(deps, receipt, content);
};

const fetchContent = async (
  deps: ReceiveMediaDeps,
  { tenant, token }: InboundReceiptValue,
  { media, to }: InboundSignal,
  delivery: number,
): Promise<ReceivedContentValue> => {
  const fileName = media?.fileName ?? null;
  const prefix = `media/${tenant}/${token}/`;
  const unavailable: KeptFiles = {
    attachments: [],
    refused: [{ fileName: refusedNameOf(fileName), size: null, reason: 'UNAVAILABLE' }],
  };
  const company = await deps.findCompany(tenant);
  const account = accountWrittenTo(company, 'whatsapp', to);
  const phoneNumberId = account?.channel === 'whatsapp' ? account.sender.phoneNumberId : to;
  let kept: KeptFiles;
  try {
    const fetched = (await deps.fetchMedia?.({ phoneNumberId, mediaId: media?.id ?? '', prefix })) ?? 'gone';
    kept = fetched === 'gone' ? unavailable : await keepFetched(deps, { tenant, token }, fileName, prefix);
  } catch (error) {
    if (delivery < deliveries) throw error;
    kept = unavailable;
  }
  if (kept === unavailable) {
    deps.log.warn('media of an inbound message missing', { tenant, channel: 'whatsapp', count: delivery });
    deps.log.count('InboundMediaMissing');
  }
  const content: ReceivedContentValue = {
    tenant,
    token,
    sender: null,
    quoted: null,
    hasHtml: false,
    attachments: [...kept.attachments],
    refused: [...kept.refused],
    notices: [],
  };
  await deps.inbound.saveContent(content);
  return content;
};

/** Looks at what the provider has stored. @throws when nothing is there yet */
const keepFetched = async (
  deps: Pick<ReceiveMediaDeps, 'files' | 'keepFile' | 'budget'>,
  message: { readonly tenant: string; readonly token: string },
  fileName: string | null,
  prefix: string,
): Promise<KeptFiles> => {
  const nothing = 'The provider says that it stored the media, and nothing is there.';
  const [stored] = await deps.files.list(prefix);
  if (stored === undefined) throw new Error(nothing);
  const giveBack = await deps.budget.take(Math.min(stored.size, receivedLimits.bytes));
  try {
    const file = await deps.files.read(stored.key, receivedLimits.bytes);
    if (file === undefined) throw new Error(nothing);
    const { bytes, size } = file;
    if (bytes === null) {
      return { attachments: [], refused: [{ fileName: refusedNameOf(fileName), size, reason: 'TOO_LARGE' }] };
    }
    return await keepFiles(deps.keepFile, message, [{ fileName, read: () => bytes }]);
  } finally {
    giveBack();
  }
};

/** Puts the files into the message, or into the entry of an unknown sender. */
const show = async (deps: ReceiveMediaDeps, receipt: InboundReceiptValue, content: ReceivedContentValue) => {
  if (content.attachments.length === 0) return;
  const { tenant, messageId, at, token } = receipt;
  const { attachments } = content;
  if (messageId === null) return showUnmatched(deps, tenant, inboundIdPart(at, token), attachments);
  await changeMessageIfThere(deps, { tenant, messageId }, (message) =>
    message.attachments.length > 0 ? message : { ...message, attachments },
  );
};

const showUnmatched = (
  deps: ReceiveMediaDeps,
  tenant: string,
  id: string,
  attachments: ReceivedContentValue['attachments'],
): Promise<void> =>
  changeItem({
    item: `unmatched message ${id}`,
    read: () => deps.inbound.findUnmatched(tenant, id),
    decide: (stored) => {
      if (stored === undefined || stored.value.attachments.length > 0) return { result: undefined };
      return { write: () => deps.inbound.changeUnmatched(stored, { ...stored.value, attachments }) };
    },
  });
