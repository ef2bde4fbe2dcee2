/** The words of the vocabulary as schemas: what a request or an answer may hold of them. */
import * as z from 'zod';
import {
  type AlertReason,
  alertReasons,
  type ContactReasonCode,
  channels,
  contactabilities,
  contactReasons,
  debtStates,
  directions,
  dndScopes,
  dndSources,
  failureClasses,
  messageStatuses,
  metadataTypes,
  originKinds,
  processKinds,
  processStates,
  progressSteps,
  purposes,
  roles,
  sendingChannels,
  templateStates,
  ticketNetworks,
  ticketStates,
} from './vocabulary.ts';

export const ChannelSchema = z.enum(channels);
export const SendingChannelSchema = z.enum(sendingChannels);
export const RoleSchema = z.enum(roles);
export const PurposeSchema = z.enum(purposes);

export const OriginSchema = z.strictObject({
  kind: z.enum(originKinds),
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
});
export type Origin = z.infer<typeof OriginSchema>;

export const DirectionSchema = z.enum(directions);
export const MessageStatusSchema = z.enum(messageStatuses);
export const ProgressSchema = z.enum(progressSteps);
export const FailureClassSchema = z.enum(failureClasses);
export const AlertReasonSchema = z.enum(Object.keys(alertReasons) as [AlertReason, ...AlertReason[]]);
export const ContactabilitySchema = z.enum(contactabilities);
export const DndScopeSchema = z.enum(dndScopes);
export const DndSourceSchema = z.enum(dndSources);
export const ContactReasonCodeSchema = z.enum(
  Object.keys(contactReasons) as [ContactReasonCode, ...ContactReasonCode[]],
);
export const TemplateStateSchema = z.enum(templateStates);
export const DebtStateSchema = z.enum(debtStates);
export const TicketNetworkSchema = z.enum(ticketNetworks);
export const TicketStateSchema = z.enum(ticketStates);
export const MetadataTypeSchema = z.enum(metadataTypes);
export const ProcessStateSchema = z.enum(processStates);
export const ProcessKindSchema = z.enum(processKinds);
