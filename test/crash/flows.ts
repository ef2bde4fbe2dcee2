/** The flows whose every call with an effect is struck in turn (reliability §5.4). */
import { alertFlows } from './alert-flows.ts';
import { callFlows } from './call-flows.ts';
import { eventFlows, inboundFlows } from './event-flows.ts';
import type { Flow } from './flow.ts';
import { holdFlows } from './hold-flows.ts';
import { mailFlows } from './mail-flows.ts';
import { peopleFlows } from './people-flows.ts';
import { sendingFlows } from './sending-flows.ts';
import { streamFlows } from './stream-flows.ts';
import { templateFlows } from './template-flows.ts';

export const flows: readonly Flow[] = [
  ...sendingFlows,
  ...holdFlows,
  ...eventFlows,
  ...inboundFlows,
  ...mailFlows,
  ...peopleFlows,
  ...alertFlows,
  ...callFlows,
  ...templateFlows,
  ...streamFlows,
];
