/**
 * The route table: API Gateway routes, validation, OpenAPI, the typed client and the test matrices come from it
 * (design §3).
 */

import { accountRoutes } from './accounts.ts';
import { alertActionRoutes } from './alert-actions.ts';
import { alertRoutes } from './alerts.ts';
import { attachmentRoutes } from './attachments.ts';
import { auditRoutes } from './audit.ts';
import { callRoutes } from './calls.ts';
import { companyRoutes } from './companies.ts';
import { companyDeletionRoutes } from './company-deletion.ts';
import { companyExportRoutes } from './company-export.ts';
import { contactabilityRoutes } from './contactability.ts';
import { conversationRoutes } from './conversations.ts';
import { customerRoutes } from './customers.ts';
import { debtRoutes } from './debts.ts';
import { documentRoutes } from './documents.ts';
import { exportRoutes } from './exports.ts';
import { holdRoutes } from './holds.ts';
import { importRoutes } from './imports.ts';
import { inboundRoutes } from './inbound.ts';
import { interactionRoutes } from './interactions.ts';
import { limitRoutes } from './limits.ts';
import { mergeRoutes } from './merges.ts';
import { messageRoutes } from './messages.ts';
import { metadataRoutes } from './metadata.ts';
import { privacyRoutes } from './privacy.ts';
import { processRoutes } from './processes.ts';
import { receivedRoutes } from './received.ts';
import { retentionRoutes } from './retention.ts';
import { serviceRoutes } from './service.ts';
import { templateRoutes } from './templates.ts';
import { ticketRoutes } from './tickets.ts';
import { viewRoutes } from './views.ts';

export const routes = [
  ...customerRoutes,
  ...debtRoutes,
  ...ticketRoutes,
  ...mergeRoutes,
  ...contactabilityRoutes,
  ...alertRoutes,
  ...alertActionRoutes,
  ...messageRoutes,
  ...conversationRoutes,
  ...attachmentRoutes,
  ...documentRoutes,
  ...templateRoutes,
  ...interactionRoutes,
  ...privacyRoutes,
  ...retentionRoutes,
  ...processRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...companyRoutes,
  ...companyDeletionRoutes,
  ...companyExportRoutes,
  ...holdRoutes,
  ...metadataRoutes,
  ...viewRoutes,
  ...auditRoutes,
  ...limitRoutes,
  ...inboundRoutes,
  ...receivedRoutes,
  ...callRoutes,
  ...accountRoutes,
  ...serviceRoutes,
] as const;
