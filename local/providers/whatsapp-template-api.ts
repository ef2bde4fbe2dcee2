import * as z from 'zod';
import { type ProviderDouble, parseJson } from './provider-double.ts';
import type { Handling, ProviderRequest } from './service.ts';
import { templateEvent } from './whatsapp-events.ts';
import { type KnownTemplate, reviewMs, type TemplateBook, templateStatuses } from './whatsapp-templates.ts';

/** Meta decides on a template, on demand. */
const decisionSchema = z.strictObject({
  /** Name at Meta. */
  template: z.string(),
  event: z.enum([...templateStatuses, 'DELETED']),
  reason: z.string().optional(),
  /** Without, nobody is told: who wants to know must ask. */
  publish: z.boolean().default(true),
});

const definitionSchema = z.looseObject({ templateDefinition: z.base64() });

/** Name in a definition, for the call log. */
const nameIn = (body: Buffer): string | undefined => {
  const { data } = definitionSchema.safeParse(parseJson(body));
  if (data === undefined) return undefined;
  return /"name":"([a-z0-9_]+)"/.exec(Buffer.from(data.templateDefinition, 'base64').toString('utf8'))?.[1];
};

/** The five operations on templates, with Meta's news of what became of them. */
export const createTemplateApi = (double: ProviderDouble, templates: TemplateBook, eventsTopicArn: string) => {
  const announce = (
    template: KnownTemplate,
    afterMs: number,
    { status, reason }: { status: string; reason: string | null },
  ): void =>
    double.events.play([
      {
        name: `${status} of template ${template.id}`,
        afterMs,
        topicArns: [eventsTopicArn],
        build: (at) =>
          templateEvent(
            template.account,
            {
              event: status,
              message_template_id: Number(template.id),
              message_template_name: template.name,
              message_template_language: template.language,
              message_template_category: template.category,
              reason: reason ?? 'NONE',
            },
            at,
          ),
      },
    ]);

  const reviewed = (template: KnownTemplate): void => {
    if (template.review !== null) announce(template, reviewMs, template.review);
  };

  return {
    /** @returns undefined for a request that is none of these operations */
    handle({ method, path, query, body }: ProviderRequest): Promise<Handling> | undefined {
      const recipient = query.get('templateName') ?? query.get('id') ?? undefined;
      switch (`${method} ${path}`) {
        case 'POST /v1/whatsapp/template/put':
          return double.run({ operation: 'CreateWhatsAppMessageTemplate', recipient: nameIn(body) }, () => {
            const { answer, template } = templates.create(parseJson(body));
            reviewed(template);
            return { body: answer };
          });
        case 'POST /v1/whatsapp/template':
          return double.run({ operation: 'UpdateWhatsAppMessageTemplate' }, () => {
            reviewed(templates.update(parseJson(body)));
            return { body: {} };
          });
        case 'GET /v1/whatsapp/template/list':
          return double.run({ operation: 'ListWhatsAppMessageTemplates', recipient }, () => ({
            body: templates.list(query),
          }));
        case 'GET /v1/whatsapp/template':
          return double.run({ operation: 'GetWhatsAppMessageTemplate', recipient }, () => ({
            body: templates.find(query),
          }));
        case 'DELETE /v1/whatsapp/template':
          return double.run({ operation: 'DeleteWhatsAppMessageTemplate', recipient }, () => {
            for (const gone of templates.delete(query)) announce(gone, 0, { status: 'DELETED', reason: null });
            return { body: {} };
          });
        default:
          return undefined;
      }
    },

    /** `POST /_control/events` with a template. @returns undefined when the body speaks of something else */
    decide(body: unknown): object | undefined {
      const decision = decisionSchema.safeParse(body);
      if (!decision.success) return undefined;
      const { template: name, event: status, reason = null, publish } = decision.data;
      const template = status === 'DELETED' ? templates.drop(name) : templates.decide(name, status, reason);
      if (publish) announce(template, 0, { status, reason });
      return { template: name, event: status };
    },
  };
};
