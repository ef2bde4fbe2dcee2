/** Routes of attachments: announce an upload, link a download. */
import * as contract from '#contract/attachments.ts';
import { playRecording as playRecordingRoute } from '#contract/calls.ts';
import { getMessageHtml } from '#contract/received.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { claimIdempotencyKey } from '#platform/idempotency.ts';
import type { Table } from '#platform/table/kernel.ts';
import { playRecording } from '#shared/conversations/results/play-recording.ts';
import { announceAttachment } from '#shared/messaging/attachments/announce-attachment.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import type { FileLinks } from '#shared/messaging/attachments/file-links.ts';
import { linkAttachment } from '#shared/messaging/attachments/link-attachment.ts';
import { readHtml } from '#shared/messaging/inbound/read-html.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';
import type { ReceivedFiles } from '#shared/messaging/received-files.ts';

export const attachmentRoutes = ({
  table,
  links,
  received,
  clock,
}: {
  readonly table: Table;
  readonly links: FileLinks;
  readonly received: Pick<ReceivedFiles, 'read'>;
  readonly clock: Clock;
}): BoundRoute[] => {
  const announce = {
    attachments: new AttachmentStore(table),
    links,
    claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => claimIdempotencyKey(table, input),
    clock,
  };
  const messages = new MessageStore(table);
  const link = { messages, links, clock };

  return [
    route(contract.createAttachment, ({ caller, body, idempotencyKey, rawBody }) =>
      announceAttachment(announce, { tenant: caller.tenant, file: body, idempotencyKey, rawBody }),
    ),
    route(contract.getMessageAttachment, ({ caller, params }) =>
      linkAttachment(link, { tenant: caller.tenant, ...params }),
    ),
    route(playRecordingRoute, ({ caller, params }) => playRecording(link, { tenant: caller.tenant, ...params })),
    route(getMessageHtml, ({ caller, params }) =>
      readHtml({ messages, received }, { tenant: caller.tenant, ...params }),
    ),
  ];
};
