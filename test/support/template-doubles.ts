/**
 * Meta's templates at the SDK's border: the local runner's own double, asked by the commands of the SDK, so that the
 * answers and refusals of a test are those of the running system.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import * as z from 'zod';
import { createTemplateDirectory, type TemplateDirectory } from '#shared/messaging/templates/whatsapp-templates.ts';
import { ProviderError } from '../../local/providers/provider-double.ts';
import { TemplateBook } from '../../local/providers/whatsapp-templates.ts';
import { sdkError } from './faults.ts';

/** @param now epoch ms: reviews end by this clock */
export const createTemplateBook = (now: () => number): TemplateBook =>
  new TemplateBook(mkdtempSync(join(tmpdir(), 'contacta-templates-')), now);

const InputSchema = z.looseObject({
  templateDefinition: z.instanceof(Uint8Array).optional(),
  templateComponents: z.instanceof(Uint8Array).optional(),
});

const base64 = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('base64');

const queryOf = (input: Readonly<Record<string, unknown>>): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) if (value !== undefined) query.set(name, String(value));
  return query;
};

/** @returns the answer of an operation on templates; undefined for any other. @throws the SDK's error */
export const answerTemplates = (book: TemplateBook, operation: string, given: unknown): object | undefined => {
  const input = InputSchema.parse(given);
  const body = {
    ...input,
    templateDefinition: base64(input.templateDefinition),
    templateComponents: base64(input.templateComponents),
  };
  try {
    switch (operation) {
      case 'CreateWhatsAppMessageTemplateCommand':
        return book.create(body).answer;
      case 'UpdateWhatsAppMessageTemplateCommand':
        book.update(body);
        return {};
      case 'GetWhatsAppMessageTemplateCommand':
        return book.find(queryOf(input));
      case 'ListWhatsAppMessageTemplatesCommand':
        return book.list(queryOf(input));
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof ProviderError) throw sdkError(error.code, { message: error.message });
    throw error;
  }
};

/** The directory of templates over such a double. @param fault may strike before the double is asked, by its operation */
export const bookDirectory = (book: TemplateBook, fault: (operation: string) => void = () => {}): TemplateDirectory =>
  createTemplateDirectory(
    new Proxy(new SocialMessagingClient({ region: 'us-east-1' }), {
      get: (target, name) =>
        name === 'send'
          ? async (command: { input: unknown; constructor: { name: string } }) => {
              fault(command.constructor.name);
              return answerTemplates(book, command.constructor.name, command.input);
            }
          : Reflect.get(target, name),
    }),
  );
