/** What can be exported, and what people are told before they confirm (B35–B41, Q4). */
import type { Label } from './vocabulary.ts';

/** Lists that can be exported; `interactions` off-line only (B40, Q4). */
export const exportTrays = ['interactions', 'customers', 'processErrors'] as const;
export type ExportTray = (typeof exportTrays)[number];

/** What is asked before a download is confirmed (B37). */
export const exportNotices = {
  interactions: {
    es: 'La descarga se programará automáticamente al confirmar la operación.',
    en: 'The download will be scheduled automatically when you confirm.',
  },
  customers: {
    es: 'El archivo se prepara de inmediato y queda en el Log de procesos.',
    en: 'The file is prepared at once and appears in the process log.',
  },
  processErrors: {
    es: 'El archivo se prepara de inmediato y queda en el Log de procesos.',
    en: 'The file is prepared at once and appears in the process log.',
  },
} as const satisfies Record<ExportTray, Label>;
