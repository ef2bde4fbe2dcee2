/** Templates of a WhatsApp Business Account, by AWS End User Messaging Social (E23). */

import {
  CreateWhatsAppMessageTemplateCommand,
  GetWhatsAppMessageTemplateCommand,
  ListWhatsAppMessageTemplatesCommand,
  type ListWhatsAppMessageTemplatesCommandOutput,
  SocialMessagingClient,
  UpdateWhatsAppMessageTemplateCommand,
} from '@aws-sdk/client-socialmessaging';
import * as z from 'zod';
import { quietClient } from '#platform/quiet-client.ts';
import { diagnosticOf } from '../providers/signals.ts';
import type { TemplateValue } from './entities.ts';
import { type MetaTemplate, metaComponents, metaDefinition } from './meta-template.ts';

type Port = Pick<SocialMessagingClient, 'send'>;
type Text = Pick<TemplateValue, 'language' | 'body'>;

/** Meta's refusal of a text at the door: certain, and another try with the same text is in vain. */
export class TemplateRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TemplateRefused';
  }
}

/**
 * The border to Meta. `account` is AWS's id of the business account.
 * All throw the SDK's error where nobody knows what became of the call, or where another try may succeed.
 */
export interface TemplateDirectory {
  /** @throws TemplateRefused */
  create(account: string, name: string, text: Text): Promise<Pick<MetaTemplate, 'id' | 'status'>>;
  /** @throws TemplateRefused */
  update(account: string, id: string, text: Text): Promise<void>;
  /** @returns undefined when Meta has no such template */
  find(account: string, name: string, language: string): Promise<MetaTemplate | undefined>;
  /** Every template of the account, in summary, under `nameAt`. */
  list(account: string): Promise<ReadonlyMap<string, MetaTemplate>>;
}

/** Key of a template in `list`: one name has a text per language. */
export const nameAt = (name: string, language: string): string => `${name} ${language}`;

/** Pages of 100 that are read of one account: Meta allows 6,000 templates (Meta: message template limits). */
const pageLimit = 60;
const refusals: ReadonlySet<string> = new Set(['InvalidParametersException', 'ValidationException']);

/** Meta's template object as far as it is read. */
const DefinitionSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  status: z.string(),
  rejected_reason: z.string().nullish(),
  components: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
});

const certain = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && refusals.has(error.name)) {
      throw new TemplateRefused((diagnosticOf(error.message) ?? error.name).slice(0, 300));
    }
    throw error;
  }
};

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** Few seconds a call and one try: a person waits for it, and the next synchronisation finds what it left. */
export const createTemplatesClient = (): SocialMessagingClient =>
  quietClient(
    new SocialMessagingClient({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 6_000, throwOnRequestTimeout: true },
    }),
  );

export const createTemplateDirectory = (client: Port): TemplateDirectory => ({
  async create(id, name, text) {
    const templateDefinition = bytes(metaDefinition(text, name));
    const answer = await certain(client.send(new CreateWhatsAppMessageTemplateCommand({ id, templateDefinition })));
    if (answer.metaTemplateId === undefined) throw new Error('AWS answered without the id of the template.');
    return { id: answer.metaTemplateId, status: answer.templateStatus ?? 'PENDING' };
  },
  async update(id, metaTemplateId, text) {
    const templateComponents = bytes(metaComponents(text.body));
    await certain(
      client.send(
        new UpdateWhatsAppMessageTemplateCommand({
          id,
          metaTemplateId,
          parameterFormat: 'positional',
          templateComponents,
        }),
      ),
    );
  },
  async find(id, templateName, templateLanguageCode) {
    try {
      const { template } = await client.send(
        new GetWhatsAppMessageTemplateCommand({ id, templateName, templateLanguageCode }),
      );
      const found = DefinitionSchema.parse(JSON.parse(template ?? ''));
      const body = found.components.find(({ type }) => type.toUpperCase() === 'BODY')?.text ?? '';
      return { id: found.id, status: found.status, body, reason: diagnosticOf(found.rejected_reason) ?? null };
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  },
  async list(id) {
    const found = new Map<string, MetaTemplate>();
    let nextToken: string | undefined;
    for (let page = 0; page < pageLimit; page += 1) {
      const answer: ListWhatsAppMessageTemplatesCommandOutput = await client.send(
        new ListWhatsAppMessageTemplatesCommand({ id, nextToken, maxResults: 100 }),
      );
      for (const { templateName, metaTemplateId, templateLanguage = '', templateStatus } of answer.templates ?? []) {
        if (templateName === undefined || metaTemplateId === undefined || templateStatus === undefined) continue;
        const summary = { id: metaTemplateId, status: templateStatus, body: null, reason: null };
        found.set(nameAt(templateName, templateLanguage), summary);
      }
      nextToken = answer.nextToken;
      if (nextToken === undefined) return found;
    }
    throw new Error(`The account has more than ${pageLimit * 100} templates.`);
  },
});
