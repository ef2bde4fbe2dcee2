/** Lambda entry point of `api-contactability`. */
import { emailSender, smsSender } from '#shared/messaging/providers/registry.ts';
import { alertJobs } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { contactabilityRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  contactabilityRoutes({
    ...on,
    addressKey: environment.ADDRESS_KEY,
    alertJobs: alertJobs(environment),
    suppressionList: emailSender.createSuppressionList(environment.EMAIL_PROVIDER_SETTINGS),
    optOutList: smsSender.createOptOutList(environment.SMS_PROVIDER_SETTINGS),
  }),
);
