/**
 * Takes in a customer's e-mail (C16, D2, F24; §5.6 #110). The company is the owner of the address that was written to.
 * A signed reply address binds the mail to its conversation, whoever wrote it; else the owner of a sender's address is
 * asked for. What is not proven stands in the thread and does nothing; nothing of it is ever answered, so no loop can
 * begin. Order in which a crash leaves nothing half done: files under keys that a repeat overwrites, then message,
 * content and receipt in one transaction, then what follows.
 */
import { placeholderOf, receivedNotices } from '#contract/received-words.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import type { ReceivedFiles } from '../attachments/received-files.ts';
import { htmlKey, inboundToken, type ReceivedContentValue } from '../ledger/received-content.ts';
import { type Binding, type ReplyAddresses, readReplyAddress, replyMailboxOf } from '../mail/reply-address.ts';
import type { MailSignal } from '../providers/signals.ts';
import { type ApplyReportDeps, applyReport } from './apply-report.ts';
import type { InboundReceiptValue } from './entities.ts';
import { findSender } from './find-sender.ts';
import { shownText } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { type KeepFile, type KeepOriginal, type KeptFiles, keepFiles, keepOriginal } from './keep-files.ts';
import { type Letter, openMail } from './open-mail.ts';
import { placeInbound, type SenderOwner } from './place-inbound.ts';
import {
  dropOfClosed,
  heedWish,
  type InboundOutcome,
  markReplied,
  ownerOf,
  type RecordInboundDeps,
  recordLifeSigns,
  refuses,
} from './record-inbound.ts';

/** Folder of the bucket that SES writes to; a receipt that names another place is not followed. */
export const mailFolder = 'mail/';

export interface RecordMailDeps extends Omit<RecordInboundDeps, 'inbound' | 'receiveMedia'>, ApplyReportDeps {
  readonly inbound: RecordInboundDeps['inbound'] & Pick<InboundStore, 'listOfTime'>;
  readonly files: Pick<ReceivedFiles, 'bucket' | 'read' | 'readHead' | 'write'>;
  readonly keepFile: KeepFile;
  readonly keepOriginal: KeepOriginal;
  readonly replyAddresses: ReplyAddresses;
  /** Whether an address is one of the company's own: of a user, of what it sends from, of what it receives at. */
  readonly isOwnAddress: (tenant: string, address: string) => Promise<boolean>;
}

export type RecordMail = (signal: MailSignal, raw: string) => Promise<readonly InboundOutcome[]>;

interface Destination {
  readonly address: string;
  readonly binding: Binding;
}

const rank: Readonly<Record<Binding['kind'], number>> = { bound: 2, refused: 1, none: 0 };

/** Of each company that the mail came to, the address that says most. */
const destinationsOf = async (deps: RecordMailDeps, recipients: readonly string[]) => {
  const found = new Map<string, Destination>();
  for (const address of recipients) {
    const tenant = await deps.findInboundOwner('email', replyMailboxOf(address) ?? address);
    if (tenant === undefined) continue;
    const binding = readReplyAddress(deps.replyAddresses, tenant, address);
    const known = found.get(tenant);
    if (known === undefined || rank[known.binding.kind] < rank[binding.kind]) found.set(tenant, { address, binding });
  }
  return found;
};

/**
 * @param raw the event as it arrived, kept where the mail is not taken in
 * @returns what became of it for each company that it came to
 * @throws when table or bucket do not answer: the event then comes again
 */
export const recordMail = async (
  deps: RecordMailDeps,
  signal: MailSignal,
  raw: string,
): Promise<readonly InboundOutcome[]> => {
  const keep = async (kind: 'QUARANTINED' | 'NOTICE', reason: string): Promise<readonly InboundOutcome[]> => {
    const eventId = inboundToken('email', signal.providerId);
    await deps.events.keep({ eventId, kind, reason, source: 'email', receivedAt: signal.at }, raw);
    if (kind === 'NOTICE') return [];
    deps.log.warn('inbound mail not taken in', { channel: 'email', reason });
    deps.log.count('InboundQuarantined');
    return ['quarantined'];
  };
  if (signal.bucket !== deps.files.bucket || !signal.key.startsWith(mailFolder))
    return keep('QUARANTINED', 'MAIL_ELSEWHERE');
  const destinations = await destinationsOf(deps, signal.recipients);
  if (destinations.size === 0) return keep('QUARANTINED', 'DESTINATION_UNKNOWN');
  for (const tenant of [...destinations.keys()]) {
    if (!(await deps.isClosed(tenant))) continue;
    dropOfClosed(deps, tenant);
    destinations.delete(tenant);
  }
  if (destinations.size === 0) return ['dropped'];
  const letter = await openMail(deps.files, signal);
  if (letter === undefined) return keep('QUARANTINED', 'MAIL_MISSING');
  const { report } = letter;
  for (const [tenant, { binding }] of destinations) {
    const applied = report === null ? undefined : await applyReport(deps, tenant, binding, signal, report);
    if (applied !== undefined) deps.log.info('delivery report by mail', { channel: 'email', status: applied });
  }
  // A mail about our own is no word of a customer: it is shown in the conversation whose signed address it came to, and
  // belongs to nobody else.
  const isReport = letter.automatic === 'delivery_status';
  const takers = [...destinations].filter(([, { binding }]) => !isReport || binding.kind === 'bound');
  if (takers.length === 0) return keep('NOTICE', 'DELIVERY_STATUS_MAIL');
  const outcomes: InboundOutcome[] = [];
  for (const [tenant, destination] of takers) {
    outcomes.push(await recordLetter(deps, tenant, destination, signal, letter));
  }
  return outcomes;
};

const recordLetter = async (
  deps: RecordMailDeps,
  tenant: string,
  destination: Destination,
  signal: MailSignal,
  letter: Letter,
): Promise<InboundOutcome> => {
  const token = inboundToken('email', letter.identity);
  const known = await deps.inbound.findReceipt(tenant, token);
  const owner = await findOwner(deps, tenant, destination.binding, signal, letter);
  const { receipt, isNew } =
    known === undefined
      ? await place(deps, tenant, token, destination, signal, letter, owner)
      : { receipt: known.value, isNew: false };
  const proves = letter.isAuthentic && letter.automatic === null && destination.binding.kind !== 'refused';
  if (proves) {
    const { wish } = letter;
    if (wish !== undefined) await heedWish(deps, receipt, wish, await addressesOfWish(deps, receipt, letter.from));
  }
  if (proves && !receipt.claimed) {
    await recordLifeSigns(deps, receipt);
    await markReplied(deps, receipt, refuses(letter.wish));
  }
  if (!isNew) return 'duplicate';
  return receipt.messageId === null ? 'unmatched' : 'recorded';
};

/** What a mail says that it answers: of a known id of ours, asked for few. */
const maxAsked = 3;

/**
 * The conversation of the message of ours that a mail from an unknown address says to answer. Whoever got that message
 * forwarded knows its name: it shows where the mail belongs, and proves nothing (issue 11, line 7).
 */
const findAnswered = async (
  deps: Pick<RecordMailDeps, 'findSent' | 'readContact'>,
  tenant: string,
  { verdicts }: MailSignal,
  { answers, from }: Letter,
): Promise<Extract<SenderOwner, { kind: 'customer' }> | undefined> => {
  if (verdicts.spam === 'FAIL' || verdicts.virus === 'FAIL') return undefined;
  for (const providerId of [...new Set(answers)].slice(0, maxAsked)) {
    const sent = await deps.findSent(providerId);
    if (sent === undefined || sent.tenant !== tenant || sent.direction !== 'outbound') continue;
    const { customerId, messageId: answeredId } = sent;
    const contact = await deps.readContact(tenant, customerId);
    if (contact === undefined) continue;
    return { kind: 'customer', contact, addressId: null, sender: from, answeredId, hashes: [], isClaimed: true };
  }
  return undefined;
};

/** Whose mail it is; `hashes` are empty unless the sender is proven and a person. */
const findOwner = async (
  deps: RecordMailDeps,
  tenant: string,
  binding: Binding,
  signal: MailSignal,
  letter: Letter,
): Promise<SenderOwner> => {
  const { from } = letter;
  const nobody = (reason: Extract<SenderOwner, { kind: 'nobody' }>['reason']): SenderOwner => ({
    kind: 'nobody',
    reason,
    candidates: [],
    hashes: [],
  });
  if (binding.kind === 'refused') return nobody('REPLY_ADDRESS_REFUSED');
  if (await deps.isOwnAddress(tenant, from)) return nobody('OWN_ADDRESS');
  const counts = letter.isAuthentic && letter.automatic === null;
  if (binding.kind === 'bound') {
    const bound = await findBound(deps, tenant, binding, from);
    if (bound !== undefined) return counts ? bound : { ...bound, hashes: [] };
  }
  const answers = letter.isAuthentic ? letter.answers : [];
  const owner = ownerOf(await findSender(deps, tenant, { channel: 'email', from, at: signal.at, answers }));
  if (owner.kind === 'nobody' && owner.reason === 'UNKNOWN_SENDER') {
    const claimed = await findAnswered(deps, tenant, signal, letter);
    if (claimed !== undefined) return claimed;
  }
  return counts ? owner : { ...owner, hashes: [] };
};

/** The conversation that a signed address names; undefined when its customer is gone. */
const findBound = async (
  deps: RecordMailDeps,
  tenant: string,
  { customerId, messageTime }: Extract<Binding, { kind: 'bound' }>,
  from: string,
): Promise<Extract<SenderOwner, { kind: 'customer' }> | undefined> => {
  const contact = await deps.readContact(tenant, customerId);
  if (contact === undefined) return undefined;
  const messages = await deps.inbound.listOfTime(tenant, customerId, messageTime);
  const answered = messages.find(({ channel, direction }) => channel === 'email' && direction === 'outbound');
  const own = contact.addresses.find(({ channel, value }) => channel === 'email' && value === from);
  return {
    kind: 'customer',
    contact,
    addressId: own?.addressId ?? null,
    sender: from,
    answeredId: answered?.messageId ?? null,
    hashes: own === undefined ? [] : [addressHash(deps.addressKey, 'email', from)],
  };
};

/** Its files; of a mail that was not read, the mail itself. */
const keep = (deps: RecordMailDeps, message: { tenant: string; token: string }, letter: Letter): Promise<KeptFiles> =>
  letter.original === null
    ? keepFiles(deps.keepFile, message, letter.files, letter.withheld)
    : keepOriginal(deps.keepOriginal, message, letter.original, letter.withheld);

const place = async (
  deps: RecordMailDeps,
  tenant: string,
  token: string,
  { address, binding }: Destination,
  { providerId, at, statedAt }: MailSignal,
  letter: Letter,
  owner: SenderOwner,
) => {
  const { language } = await deps.findCompany(tenant);
  const kept = await keep(deps, { tenant, token }, letter);
  if (letter.html !== null) await deps.files.write(htmlKey(tenant, token), letter.html, 'text/plain; charset=utf-8');
  const isClaimed = owner.kind === 'customer' && owner.isClaimed === true;
  const notices = [
    ...letter.notices,
    ...(binding.kind === 'refused' ? (['REPLY_ADDRESS_REFUSED'] as const) : []),
    ...(isClaimed ? (['ADDRESS_UNKNOWN'] as const) : []),
  ];
  const content: ReceivedContentValue = {
    tenant,
    token,
    sender: { address: letter.from, name: letter.fromName },
    ...(letter.date === null ? {} : { date: letter.date }),
    quoted: letter.quoted === '' ? null : letter.quoted,
    hasHtml: letter.html !== null,
    attachments: [...kept.attachments],
    refused: [...kept.refused],
    notices: [...notices],
    ...(letter.mailId === null ? {} : { mail: { id: letter.mailId, references: letter.references.slice(-8) } }),
  };
  const told = notices.map((notice) => placeholderOf(receivedNotices[notice], language)).join(' ');
  const text = letter.text === '' && told !== '' ? told : shownText({ kind: 'text', text: letter.text }, language);
  return placeInbound(
    deps,
    tenant,
    {
      channel: 'email',
      token,
      providerId,
      from: letter.from,
      to: address,
      at,
      statedAt,
      kind: 'text',
      text,
      subject: letter.subject === '' ? null : letter.subject,
      automatic: letter.automatic !== null,
      unverified: !letter.isAuthentic || binding.kind === 'refused' || isClaimed,
      asksOptOut:
        letter.wish === 'maybe_opt_out' &&
        letter.isAuthentic &&
        letter.automatic === null &&
        binding.kind !== 'refused' &&
        !isClaimed,
      content,
    },
    owner,
  );
};

/**
 * Addresses that refuse further mail, or want it again: the sender's own, whoever owns it now or later, and where a signed reply address
 * was answered from another one, that to which the answered message had gone.
 */
const addressesOfWish = async (
  deps: Pick<RecordMailDeps, 'messages' | 'addressKey'>,
  receipt: Pick<InboundReceiptValue, 'tenant' | 'hashes' | 'answeredId' | 'claimed'>,
  from: string,
): Promise<readonly string[]> => {
  const own = addressHash(deps.addressKey, 'email', from);
  if (receipt.hashes.length > 0 || receipt.answeredId === null || receipt.claimed) return [own];
  const answered = await deps.messages.find(receipt.tenant, receipt.answeredId);
  return answered === undefined ? [own] : [own, addressHash(deps.addressKey, 'email', answered.value.recipient)];
};
