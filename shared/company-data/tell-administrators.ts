/** Tells every administrator by e-mail that the company is to be deleted, and until when that can be taken back. */
import { companyDeletionReasons } from '#contract/company-deletion-words.ts';
import { dayText } from '#contract/day-text.ts';
import { hasRole, type Label } from '#contract/vocabulary.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { type CompanyDeletionValue, type CompanyValue, isActive } from '#shared/companies/entities.ts';
import type { EndNotice } from '#shared/processes/notice.ts';
import type { NotifyEndDeps } from '#shared/processes/notify-end.ts';
import type { CompanyDeletionStore } from './company-deletion-store.ts';

export interface TellAdministratorsDeps {
  readonly deletions: Pick<CompanyDeletionStore, 'find' | 'findCompany' | 'listUsers' | 'change'>;
  readonly sendNotice: NotifyEndDeps['sendNotice'];
  /** Origin of the console, without a final slash. */
  readonly consoleUrl: string;
  readonly log: Pick<Log, 'info'>;
}

/** Where the console shows the deletion, and takes it back. */
const page = '/settings/retention#deletion';

const words = {
  subject: { es: 'Se va a eliminar la empresa', en: 'The company is to be deleted' },
  what: {
    es: 'Un administrador pidió eliminar la empresa con todos sus datos: clientes, deudas, conversaciones, archivos, configuración y usuarios.',
    en: 'An administrator asked to delete the company with all its data: customers, debts, conversations, files, settings and users.',
  },
  reason: { es: 'Motivo', en: 'Reason' },
  begins: { es: 'Comienza el', en: 'It begins on' },
  back: {
    es: 'Hasta ese día cualquier administrador puede anular la eliminación en Ajustes › Retención de datos:',
    en: 'Until that day any administrator can take the deletion back in Settings › Data retention:',
  },
  final: {
    es: 'Después nada se puede recuperar. Si necesitas una copia, descárgala antes.',
    en: 'Afterwards nothing can be recovered. If you need a copy, download it before.',
  },
} as const satisfies Record<string, Label>;

const noticeOf = (
  { name, language, timeZone }: Pick<CompanyValue, 'name' | 'language' | 'timeZone'>,
  { reason, beginsAt }: Pick<CompanyDeletionValue, 'reason' | 'beginsAt'>,
  consoleUrl: string,
): EndNotice => ({
  subject: `${words.subject[language]}: ${name}`,
  body: [
    words.what[language],
    `${words.reason[language]}: ${companyDeletionReasons[reason][language]}`,
    `${words.begins[language]} ${dayText(localDay(beginsAt, timeZone), language)}.`,
    '',
    words.back[language],
    `${consoleUrl}${page}`,
    '',
    words.final[language],
  ].join('\n'),
});

/**
 * Who was told is kept after each e-mail: a repeat goes on behind it. Without an account for e-mail there is nothing to tell
 * with: its process stands in the process log.
 * @throws whatever the provider answered, so that the queue counts and alarms
 */
export const tellAdministrators = async (deps: TellAdministratorsDeps, tenant: string): Promise<void> => {
  const company = await deps.deletions.findCompany(tenant);
  const sender = company?.senders.email ?? null;
  if (company === undefined || sender === null) return;
  let count = 0;
  for (const { value: user } of await deps.deletions.listUsers(tenant)) {
    if (!isActive(user) || !hasRole(user.roles, 'admin')) continue;
    const stored = await deps.deletions.find(tenant);
    if (stored?.value.state !== 'waiting') return;
    if (stored.value.told.includes(user.userId)) continue;
    await deps.sendNotice(sender, user.email, noticeOf(company, stored.value, deps.consoleUrl));
    await deps.deletions.change(stored, { ...stored.value, told: [...stored.value.told, user.userId] });
    count += 1;
  }
  deps.log.info('deletion of the company told', { tenant, count });
};
