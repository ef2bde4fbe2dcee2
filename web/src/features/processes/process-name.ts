import type { ExportTray } from '#contract/export-trays.ts';
import { type Label, processKindLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import type { Process } from './queries.ts';
import { processTexts } from './texts.ts';

const trayLabels: Readonly<Record<ExportTray, Label>> = {
  interactions: { es: 'Interacciones', en: 'Interactions' },
  customers: { es: 'Clientes', en: 'Customers' },
  processErrors: { es: 'Errores de procesos', en: 'Process errors' },
};

/** What people call a process: its kind, and what it is of. */
export const useProcessName = (): ((process: Process) => string) => {
  const label = useLabel();
  const format = useFormat();
  const t = useTexts(processTexts);
  return ({ kind, date, export: exported, import: imported, erasure, alerts }) => {
    const of = [
      imported?.fileName,
      erasure?.pseudonym,
      alerts === undefined ? undefined : t(alerts.action),
      exported?.report?.name ?? (exported === null ? undefined : label(trayLabels[exported.tray])),
      date === null ? undefined : format.day(date),
    ];
    return [label(processKindLabels[kind]), ...of].filter((part) => part !== undefined).join(' · ');
  };
};
