/** Log de procesos and the download links of its files. */
import { fileLinks, importJobs, signDownload, uploads } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { processesRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  processesRoutes({
    ...on,
    sign: signDownload(environment),
    links: fileLinks(environment),
    uploads: uploads(environment),
    importJobs: importJobs(environment),
  }),
);
