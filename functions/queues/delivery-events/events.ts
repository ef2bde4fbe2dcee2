/** Dependencies of the events use case. */

import { EventStore, type FilesPort } from '#shared/messaging/event-store.ts';
import type { ReceiveEventDeps, RecordInbound } from '#shared/messaging/receive-event.ts';
import { composeDelivery, type DeliveryDeps } from '../../delivery.ts';

export interface EventsDeps extends DeliveryDeps {
  readonly files: { readonly client: FilesPort; readonly bucket: string };
  /** What a WhatsApp topic carries beside statuses: messages of customers. */
  readonly recordInbound: RecordInbound;
}

/** Wires the events use case; tests use it with injected ports. */
export const composeEvents = (deps: EventsDeps): ReceiveEventDeps => ({
  ...composeDelivery(deps).signals,
  events: new EventStore(deps.table, deps.files),
  recordInbound: deps.recordInbound,
  log: deps.log,
});
