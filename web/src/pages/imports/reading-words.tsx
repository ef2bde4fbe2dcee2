import Box from '@cloudscape-design/components/box';
import type { Process } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { importTexts } from './texts.ts';

const encodings = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
  macintosh: 'Mac Roman',
  ibm850: 'MS-DOS (850)',
} as const;

/** How the file was read, in a line: what it is, where its table begins, how its dates are written (F19). */
export function ReadingWords({ reading }: { reading: NonNullable<NonNullable<Process['import']>['reading']> }) {
  const t = useTexts(importTexts);
  const { format, encoding, sheet, headerLine, dateFormat } = reading;
  const words = [
    format === 'xlsx'
      ? t('readWorkbook', { sheet: sheet ?? 1 })
      : t('readText', { encoding: encodings[encoding ?? 'utf-8'] }),
    t('readHeader', { line: headerLine }),
    ...(dateFormat === null ? [] : [t('readDates', { format: t(dateFormat) })]),
  ];
  return <Box color="text-body-secondary">{words.join(' · ')}</Box>;
}
