/** The e-mail that tells of the end of a process: what, how it ended, and a link into the console, never the file. Pure. */
import { type Label, processKindLabels } from '#contract/vocabulary.ts';
import type { ProcessValue } from './entities.ts';
import { stateLabelOf } from './rules.ts';

export interface EndNotice {
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
}

/** Page of the process log in the console; the console opens the process named in the address. */
const processPath = (processId: string): string => `/receivables/processes?process=${encodeURIComponent(processId)}`;

const words = {
  rows: { es: 'Filas', en: 'Rows' },
  error: { es: 'Motivo', en: 'Reason' },
  open: { es: 'Ábrelo en el Log de procesos:', en: 'Open it in the process log:' },
  why: {
    es: 'Recibes este correo porque lo pediste en tus preferencias o en un reporte programado.',
    en: 'You get this e-mail because you asked for it in your preferences or in a standing report.',
  },
} as const satisfies Record<string, Label>;

/** Subjects have one line. */
const oneLine = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').slice(0, 120);

/** Under which people find it among their downloads. */
const fileNameOf = ({ files: [file] }: ProcessValue): string | undefined => file?.downloadName ?? file?.name;

/** @param consoleUrl origin of the console, without a final slash */
export const noticeOfEnd = (process: ProcessValue, language: keyof Label, consoleUrl: string): EndNotice => {
  const kind = processKindLabels[process.kind][language];
  const state = stateLabelOf(process, process.state)[language];
  const name =
    process.selection?.name ??
    process.import?.fileName ??
    process.erasure?.pseudonym ??
    fileNameOf(process) ??
    process.processId;
  const line = ({ [language]: label }: Label, value: string) => `${label}: ${value}`;
  return {
    subject: `${kind}: ${oneLine(name)} (${state})`,
    body: [
      `${kind}: ${oneLine(name)}`,
      state,
      ...(process.erasure === undefined ? [line(words.rows, String(process.rowsDone))] : []),
      ...(process.error === null ? [] : [line(words.error, process.error)]),
      '',
      words.open[language],
      `${consoleUrl}${processPath(process.processId)}`,
      '',
      words.why[language],
    ].join('\n'),
  };
};
