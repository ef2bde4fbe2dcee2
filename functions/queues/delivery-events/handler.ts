/** Lambda entry point of `queues-delivery-events`: e-mail, SMS and WhatsApp events, each from its own queue. */

import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import { quietClient } from '#platform/quiet-client.ts';
import { createFetchMedia } from '#shared/messaging/providers/whatsapp/whatsapp-media.ts';
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/templates/whatsapp-templates.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { rawFiles, receivedFiles } from '../../composition/ports.ts';
import { createEventsWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createEventsWorker({
  ...openKeyedGround(environment),
  files: rawFiles(environment),
  received: receivedFiles(environment),
  fetchMedia: createFetchMedia(quietClient(new SocialMessagingClient({})), environment.FILES_BUCKET_NAME),
  directory: createTemplateDirectory(createTemplatesClient()),
});
