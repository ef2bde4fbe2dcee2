import type { ProcessValue } from './entities.ts';

/** Who asks for what, and when it is taken up. All times in epoch ms. */
type Requested = Pick<ProcessValue, 'tenant' | 'processId' | 'kind' | 'requestedBy' | 'createdAt' | 'dueAt'> &
  Partial<
    Pick<
      ProcessValue,
      | 'date'
      | 'format'
      | 'cut'
      | 'selection'
      | 'import'
      | 'erasure'
      | 'portability'
      | 'companyExport'
      | 'retention'
      | 'alerts'
      | 'integrity'
      | 'rowsTotal'
    >
  >;

/** A process that nobody has begun. Unless said otherwise it is of no date, has no format, and is as of its request. */
export const pendingProcess = (requested: Requested): ProcessValue => ({
  state: 'pending',
  date: null,
  format: null,
  cut: requested.createdAt,
  startedAt: null,
  finishedAt: null,
  rowsDone: 0,
  rowsTotal: null,
  files: [],
  error: null,
  lease: null,
  checkpoint: null,
  ...requested,
});
