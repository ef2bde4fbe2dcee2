/** Columns of the export of process errors: one row for each thing that went wrong in a process (B34, F19, F21). */
import type { Label } from './vocabulary.ts';

export const processErrorColumns = {
  processId: { es: 'Id', en: 'Id' },
  kind: { es: 'Proceso', en: 'Process' },
  state: { es: 'Estado', en: 'Status' },
  createdAt: { es: 'Solicitado', en: 'Requested' },
  finishedAt: { es: 'Terminado', en: 'Finished' },
  requestedBy: { es: 'Solicitado por', en: 'Requested by' },
  errorCode: { es: 'Código de error', en: 'Error code' },
  errorCount: { es: 'Filas', en: 'Rows' },
  errorMessage: { es: 'Mensaje de error', en: 'Error message' },
} as const satisfies Record<string, Label>;
export type ProcessErrorColumn = keyof typeof processErrorColumns;
