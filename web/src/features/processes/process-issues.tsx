import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import type { Process } from './queries.ts';
import { processTexts } from './texts.ts';

/** What was found wrong with a file, most frequent first: where first, which code, what to correct (F19). */
export function ProcessIssues({ process: { import: imported, error } }: { process: Process }) {
  const t = useTexts(processTexts);
  const label = useLabel();
  const format = useFormat();
  const issues = imported?.issues ?? [];
  if (issues.length === 0) return error === null ? null : <Box>{error}</Box>;
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: t('issues') }}
      items={issues}
      trackBy="code"
      columnDefinitions={[
        {
          id: 'line',
          header: t('issueLine'),
          cell: ({ line }) => (line === null ? t('wholeFile') : format.number(line)),
          minWidth: 100,
        },
        {
          id: 'text',
          header: t('issueText'),
          cell: ({ text }) => <span className="breakable">{label(text)}</span>,
          minWidth: 220,
        },
        { id: 'count', header: t('issueCount'), cell: ({ count }) => format.number(count), minWidth: 80 },
        { id: 'code', header: t('issueCode'), cell: ({ code }) => <Box variant="code">{code}</Box>, minWidth: 160 },
      ]}
    />
  );
}
