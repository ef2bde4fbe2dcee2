/** What the demo data alone leaves empty: imports with faults in the process log, and a standing report. */
import * as z from 'zod';
import { DemoApi } from '../../local/demo/api.ts';
import { importHistory } from '../demo/import-history.ts';

const report = {
  name: 'Fallidas de ayer',
  filters: { status: 'failed' },
  columns: ['customerName', 'channel', 'recipient', 'status', 'errorMessage', 'sentAt'],
};

/** Of a document that the demo data have not. */
const documentNumber = 31_415_926;

/** @param outputs of the system that is filled, with the addresses of its API and its control */
export const fill = async (outputs: Readonly<Record<string, unknown>>): Promise<void> => {
  const addresses = z.looseObject({ ApiUrl: z.url(), ControlUrl: z.url() }).parse(outputs);
  const advisor = await DemoApi.signIn(addresses, 'demo', 'advisor');
  const supervisor = await DemoApi.signIn(addresses, 'demo', 'supervisor');
  await importHistory({ advisor, supervisor, number: documentNumber });
  await supervisor.take(z.unknown(), 'POST', '/v1/standing-reports', report);
};
