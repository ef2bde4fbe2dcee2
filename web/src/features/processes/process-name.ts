import type { ExportTray } from '#contract/export-trays.ts';
import { type Label, processKindLabels } from '#contract/vocabulary.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import type { Process } from './queries.ts';

const trayLabels: Readonly<Record<ExportTray, Label>> = {
  interactions: { es: 'Interacciones', en: 'Interactions' },
  customers: { es: 'Clientes', en: 'Customers' },
  processErrors: { es: 'Errores de procesos', en: 'Process errors' },
};

/** What people call a process: its kind, and what it is of. */
export const useProcessName = (): ((process: Process) => string) => {
  const label = useLabel();
  const format = useFormat();
  return ({ kind, date, export: exported, import: imported, erasure }) => {
    const of = [
      imported?.fileName,
      erasure?.pseudonym,
      exported?.report?.name ?? (exported === null ? undefined : label(trayLabels[exported.tray])),
      date === null ? undefined : format.day(date),
    ];
    return [label(processKindLabels[kind]), ...of].filter((part) => part !== undefined).join(' · ');
  };
};
