import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { TechnicalDetail } from '#web/features/interactions/technical-detail.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useWide } from '#web/lists/use-wide.ts';
import { useFormat } from '#web/session/format.ts';
import { useProcessReason } from './process-scope.ts';
import type { Process } from './queries.ts';
import { processTexts } from './texts.ts';
import '#web/lists/lists.css';

/** What was found wrong with a file, most frequent first: where first, which code, what to correct (F19). */
export function ProcessIssues({ process }: { process: Process }) {
  const { import: imported, error } = process;
  const reason = useProcessReason()(process);
  const t = useTexts(processTexts);
  const label = useLabel();
  const format = useFormat();
  const wide = useWide();
  const issues = imported?.issues ?? [];
  if (issues.length === 0) {
    if (error === null) return null;
    return (
      <SpaceBetween size="xs">
        {reason !== undefined && <Box>{reason}</Box>}
        {reason !== error && <TechnicalDetail code={undefined} diagnostic={error} />}
      </SpaceBetween>
    );
  }
  const place = (line: number | null) => (line === null ? t('wholeFile') : t('atLine', { line: format.number(line) }));
  if (!wide) {
    // Beside its place and code, what to correct would be the column that a phone cuts off.
    return (
      <ul className="plain-list" aria-label={t('issues')}>
        {issues.map(({ code, line, column, count, text }) => (
          <li key={`${code} ${text.en}`}>
            <SpaceBetween size="xxxs">
              <Box variant="strong">
                {[
                  place(line),
                  ...(column === null ? [] : [label(column)]),
                  ...(count === 1 ? [] : [t('times', { times: format.number(count) })]),
                ].join(' · ')}
              </Box>
              <span className="breakable">{label(text)}</span>
              <Box variant="code">{code}</Box>
            </SpaceBetween>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: t('issues') }}
      items={issues}
      trackBy={({ code, text }) => `${code} ${text.en}`}
      columnDefinitions={[
        {
          id: 'line',
          header: t('issueLine'),
          cell: ({ line }) => (line === null ? t('wholeFile') : format.number(line)),
          minWidth: 100,
        },
        {
          id: 'column',
          header: t('issueColumn'),
          cell: ({ column }) => (column === null ? '' : label(column)),
          minWidth: 120,
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
