import { expect } from 'vitest';
import { as, type Company } from './api.ts';
import { eventually } from './eventually.ts';
import { unique } from './people.ts';
import { settingsSchema, templateSchema } from './shapes.ts';

const connected = new Map<Company, Promise<boolean>>();

/** Whether Meta is asked about the company's templates; elsewhere supervisors record its answers. */
const isConnected = (company: Company): Promise<boolean> => {
  const ask = async () => {
    const settings = await as(company, 'supervisor').take(settingsSchema, 200, 'GET', '/v1/settings');
    return settings.senders.whatsapp?.businessAccountId !== undefined;
  };
  const known = connected.get(company) ?? ask();
  connected.set(company, known);
  return known;
};

export const readTemplate = (templateId: string, company: Company = 'demo') =>
  as(company, 'supervisor').take(templateSchema, 200, 'GET', `/v1/templates/${templateId}`);

/** Waits for Meta's answer, which comes by itself. */
export const untilTemplate = (templateId: string, state: string, company: Company = 'demo') =>
  eventually(async () => {
    const template = await readTemplate(templateId, company);
    expect(template.state).toBe(state);
    return template;
  });

/** A new template of the company. WhatsApp's are approved, by Meta or by hand, unless `more` gives a state. */
export const createTemplate = async (
  channel: 'email' | 'sms' | 'whatsapp',
  body: string,
  more: Readonly<Record<string, unknown>> = {},
  company: Company = 'demo',
) => {
  const reviewed = channel === 'whatsapp' && more.state === undefined && (await isConnected(company));
  const template = {
    channel,
    name: `aviso_${unique()}`,
    language: 'es',
    body,
    ...(channel === 'email' ? { subject: 'Aviso' } : {}),
    ...(channel === 'whatsapp' ? { state: reviewed ? 'pending' : 'approved' } : {}),
    ...more,
  };
  const made = await as(company, 'supervisor').take(templateSchema, 201, 'POST', '/v1/templates', { body: template });
  return reviewed ? untilTemplate(made.templateId, 'approved', company) : made;
};

const approved = new Map<Company, Promise<{ templateId: string }>>();

/** An approved WhatsApp template without variables of the caller, the same for a whole file. */
export const whatsAppTemplate = async (company: Company = 'demo'): Promise<string> => {
  const known = approved.get(company) ?? createTemplate('whatsapp', 'Hola {{customerFirstName}}.', {}, company);
  approved.set(company, known);
  return (await known).templateId;
};
