import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { importKinds } from '#contract/import-columns.ts';
import { ApiProblem } from '#web/api/problem.ts';
import { processQuery } from '#web/features/processes/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { FileStep } from './file-step.tsx';
import { OutcomeStep } from './outcome-step.tsx';
import { importTexts } from './texts.ts';

const titles = { interactions: 'title', customers: 'titleCustomers', debts: 'titleDebts' } as const;

/** Crear › Crear comunicaciones masivas (B23–B34, F19, F20): the address holds the process, so that it outlives a reload. */
export function Component() {
  const t = useTexts(importTexts);
  const may = useMay();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const processId = search.get('process');
  const chosen = importKinds.find((kind) => kind === search.get('kind')) ?? 'interactions';
  const query = useQuery({ ...processQuery(processId ?? ''), enabled: processId !== null });
  const kind = (processId === null ? undefined : query.data?.import?.kind) ?? chosen;
  return (
    <ContentLayout header={<Header variant="h1">{t(titles[kind])}</Header>}>
      {processId === null && !may('createImport') && <ProblemAlert error={new ApiProblem('FORBIDDEN', 403, {})} />}
      {processId === null && may('createImport') && (
        <FileStep
          kind={kind}
          onKind={(next) => setSearch({ kind: next }, { replace: true })}
          onStarted={(started) => setSearch({ process: started })}
          onCancel={() => navigate(kind === 'interactions' ? paths.interactions : paths.customers)}
        />
      )}
      {processId !== null && query.error !== null && (
        <ProblemAlert error={query.error} onRetry={() => query.refetch()} />
      )}
      {processId !== null && query.isPending && (
        <Box textAlign="center">
          <Spinner /> {t('loading')}
        </Box>
      )}
      {processId !== null && query.data?.import === null && <Alert type="warning">{t('notImport')}</Alert>}
      {processId !== null && query.data?.import != null && (
        <OutcomeStep process={query.data} imported={query.data.import} onAgain={() => setSearch({ kind })} />
      )}
    </ContentLayout>
  );
}
