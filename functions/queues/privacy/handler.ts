/** Erases people, makes the files of all that is known of them, removes what was kept for long enough: in steps that continue each other. */
import { openKeyedGround } from '../../composition/ground.ts';
import { objectClient, privacyJobs } from '../../composition/ports.ts';
import { createPrivacyWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createPrivacyWorker({
  ...openKeyedGround(environment),
  objects: objectClient(environment),
  bucket: environment.FILES_BUCKET_NAME,
  jobs: privacyJobs(environment),
});
