/** Dependencies of the events use case. */
import { EventStore } from '#shared/messaging/event-store.ts';
import type { ReceiveEventDeps } from '#shared/messaging/receive-event.ts';
import { composeDelivery } from '../../delivery.ts';
import { composeInbound, type InboundDeps } from '../inbound/compose.ts';

/** Wires the events use case, with customers' messages that WhatsApp's topic carries too; tests inject the ports. */
export const composeEvents = (deps: InboundDeps): ReceiveEventDeps => ({
  ...composeDelivery(deps).signals,
  events: new EventStore(deps.table, deps.files),
  recordInbound: composeInbound(deps),
  log: deps.log,
});
