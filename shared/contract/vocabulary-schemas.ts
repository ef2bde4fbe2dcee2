/** The words of the vocabulary as schemas: what a request or an answer may hold of them. */
import * as z from 'zod';
import { lineField, TimestampSchema } from './fields.ts';
import {
  type AlertReason,
  alertReasons,
  authorKinds,
  type ContactReasonCode,
  channels,
  contactabilities,
  contactReasons,
  debtStates,
  directions,
  dndScopes,
  dndSources,
  failureClasses,
  messageChanges,
  messageStatuses,
  metadataTypes,
  optOutAnswers,
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
/** Languages of the console, of files and of the company's own words. */
export const LanguageSchema = z.enum(['es', 'en']);
export const RoleSchema = z.enum(roles);
export const PurposeSchema = z.enum(purposes);

export const OriginSchema = z.strictObject({
  kind: z.enum(originKinds),
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
});
export type Origin = z.infer<typeof OriginSchema>;

/** `id` of a user: GET /v1/users has the name; of `api`: the user whose token called. `name`: of a flow, event or campaign. */
export const AuthorSchema = z.strictObject({
  kind: z.enum(authorKinds),
  id: z.string().nullable(),
  name: z.string().nullable(),
});
export type Author = z.infer<typeof AuthorSchema>;

/** A text of ours in each language. */
export const LabelSchema = z.strictObject({ es: z.string(), en: z.string() });
/** A text of the company's in each language. */
export const LabelInputSchema = z.strictObject({ es: lineField(60), en: lineField(60) });

export const DirectionSchema = z.enum(directions);
/** The customer edited a message or took it back, and when. */
export const MessageChangeSchema = z.strictObject({ kind: z.enum(messageChanges), at: TimestampSchema });
export const OptOutAnswerSchema = z.enum(optOutAnswers);
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
