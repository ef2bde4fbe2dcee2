/** Routes of attachments: announce an upload, link a download. */
import * as contract from '#contract/attachments.ts';
import { playRecording as playRecordingRoute } from '#contract/calls.ts';
import { getMessageHtml } from '#contract/received.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { TakeUpload } from '#shared/companies/take-allowance.ts';
import { playRecording } from '#shared/conversations/results/play-recording.ts';
import { announceAttachment } from '#shared/messaging/attachments/announce-attachment.ts';
import type { FileLinks } from '#shared/messaging/attachments/file-links.ts';
import type { ReceivedFiles } from '#shared/messaging/attachments/received-files.ts';
import { readHtml } from '#shared/messaging/inbound/read-html.ts';
import { linkAttachment } from '#shared/messaging/sending/link-attachment.ts';
import { readContact } from '../../composition/customers.ts';
import { attachments, messages } from '../../composition/messaging.ts';
import { take } from '../../composition/part.ts';
import { claimKey } from '../../composition/requests.ts';

export const attachmentRoutes = (on: {
  readonly table: Table;
  readonly links: FileLinks;
  readonly received: Pick<ReceivedFiles, 'read'>;
  readonly takeUpload: TakeUpload;
  readonly clock: Clock;
}): BoundRoute[] => {
  const deps = take(on, { attachments, messages, claimKey, readContact });

  return [
    route(contract.createAttachment, ({ caller: { tenant, userId }, body, idempotencyKey, rawBody }) =>
      announceAttachment(deps, { tenant, userId, file: body, idempotencyKey, rawBody }),
    ),
    route(contract.getMessageAttachment, ({ caller, params }) =>
      linkAttachment(deps, { tenant: caller.tenant, ...params }),
    ),
    route(playRecordingRoute, ({ caller, params }) => playRecording(deps, { tenant: caller.tenant, ...params })),
    route(getMessageHtml, ({ caller, params }) => readHtml(deps, { tenant: caller.tenant, ...params })),
  ];
};
