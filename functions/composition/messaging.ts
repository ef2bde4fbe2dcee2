/** The ledger of messages, templates, attachments, holds, and what a provider's event does. */
import { AttachmentStore, bindingActions } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import type { RawFiles } from '#shared/messaging/attachments/raw-files.ts';
import type { ApplySignalDeps } from '#shared/messaging/events/apply-signal.ts';
import { EventStore } from '#shared/messaging/events/event-store.ts';
import { createFindHolds } from '#shared/messaging/holds/find-holds.ts';
import { HoldStore } from '#shared/messaging/holds/hold-store.ts';
import { createKeepHold } from '#shared/messaging/holds/keep-hold.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import {
  type RememberNumberDeps,
  rememberNumber as rememberNumberIn,
} from '#shared/messaging/inbound/remember-number.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { createApplyFailure } from '#shared/messaging/sending/fault-effect.ts';
import { doubtTemplate } from '#shared/messaging/templates/doubt-template.ts';
import { findTemplate as findTemplateIn } from '#shared/messaging/templates/find-template.ts';
import { createFindTemplateStop } from '#shared/messaging/templates/template-stop.ts';
import { TemplateStore } from '#shared/messaging/templates/template-store.ts';
import { findCompany } from './companies.ts';
import { recordLife, recordOptIn, recordOptOut, refreshOwners, states } from './contactability.ts';
import { listOwners, readContact, updateGate } from './customers.ts';
import { type On, part, storePart, take } from './part.ts';

export const attachments = /* @__PURE__ */ storePart(AttachmentStore);
export const holds = /* @__PURE__ */ storePart(HoldStore);
export const inbound = /* @__PURE__ */ storePart(InboundStore);
export const messages = /* @__PURE__ */ storePart(MessageStore);
export const templates = /* @__PURE__ */ storePart(TemplateStore);

/** Events that are kept. */
export const events = /* @__PURE__ */ storePart(EventStore);
/** With the bucket for those that are too long for an item. */
export const eventsWithFiles = /* @__PURE__ */ part(
  ({ table, files }: On<'table'> & { readonly files: RawFiles }) => new EventStore(table, files),
);

/** What takes uploaded files into a message. */
export const takenUploads = /* @__PURE__ */ part((on: On<'table'> & { readonly files: AttachmentFiles }) => ({
  attachments: attachments(on),
  files: on.files,
}));

/** What binds the recording of a call to its message. */
export const recordings = /* @__PURE__ */ part((on: On<'table'> & { readonly files: AttachmentFiles }) => ({
  attachments: attachments(on),
  files: on.files,
  bind: bindingActions,
}));

/** What a customer's message brought beside its words. */
export const findReceived = /* @__PURE__ */ part(
  (on: On<'table'>) => (tenant: string, token: string) => inbound(on).findContent(tenant, token),
);

export const keepHold = /* @__PURE__ */ part((on: On<'table' | 'clock' | 'log'>) =>
  createKeepHold(take(on, { holds })),
);
export const findHolds = /* @__PURE__ */ part((on: On<'table' | 'clock'>) => createFindHolds(take(on, { holds })));

/** @throws (the function) Refusal NOT_FOUND */
export const findTemplate = /* @__PURE__ */ part(
  (on: On<'table'>) => (tenant: string, templateId: string) =>
    findTemplateIn({ templates: templates(on) }, tenant, templateId),
);
export const findTemplateStop = /* @__PURE__ */ part((on: On<'table' | 'clock'>) =>
  createFindTemplateStop(take(on, { templates })),
);

/** What a refused message or a bounce means for its address and its template. */
export const applyFailure = /* @__PURE__ */ part((on: On<'table' | 'clock' | 'addressKey'>) =>
  createApplyFailure({
    ...take(on, { states, recordOptOut, refreshOwners }),
    doubtTemplate: (fault) => doubtTemplate(take(on, { templates }), fault),
  }),
);

export const rememberNumber = /* @__PURE__ */ part((on: On<'table' | 'clock' | 'log' | 'addressKey'>) => {
  const deps: RememberNumberDeps = take(on, {
    inbound,
    states,
    findCompany,
    listOwners,
    readContact,
    updateGate,
    recordOptOut,
    recordOptIn,
  });
  return (seen: Parameters<typeof rememberNumberIn>[1]) => rememberNumberIn(deps, seen);
});

/** What a provider's event does to its message and its address. */
export const signals = /* @__PURE__ */ part(
  (on: On<'table' | 'clock' | 'log' | 'addressKey'>): ApplySignalDeps =>
    take(on, {
      messages,
      findCompany,
      applyFailure,
      recordOptOut,
      recordLife,
      refreshOwners,
      rememberNumber,
    }),
);
