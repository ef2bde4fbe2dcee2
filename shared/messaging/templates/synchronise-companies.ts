/** The hourly run over all companies with a WhatsApp Business Account (E23). One that fails does not hold up the others. */
import { reasonOf } from '#platform/errors.ts';
import type { FindTemplateAccount } from './reconcile-template.ts';
import { type SynchroniseDeps, synchroniseTemplates } from './synchronise-templates.ts';

export interface SynchroniseCompaniesDeps extends SynchroniseDeps {
  readonly tenants: () => AsyncIterable<string>;
  readonly findAccount: FindTemplateAccount;
}

export interface SynchronisedCompanies {
  /** Companies with an account. */
  readonly companies: number;
  /** Templates whose state or reason is another now. */
  readonly changed: number;
  /** Companies of which something was left; the log says why, the next hour tries again. */
  readonly failed: number;
}

export const synchroniseCompanies = async (deps: SynchroniseCompaniesDeps): Promise<SynchronisedCompanies> => {
  let [companies, changed, failed] = [0, 0, 0];
  for await (const tenant of deps.tenants()) {
    try {
      const account = await deps.findAccount(tenant);
      if (account === undefined) continue;
      companies += 1;
      const done = await synchroniseTemplates(deps, { tenant, account });
      changed += done.changed;
      if (done.left > 0) throw new Error(`${done.left} of ${done.templates} templates are left.`);
    } catch (error) {
      failed += 1;
      deps.log.error('templates of a company not synchronised', { tenant, reason: reasonOf(error) });
    }
  }
  if (failed > 0) deps.log.count('TemplatesNotSynchronised', failed);
  return { companies, changed, failed };
};
