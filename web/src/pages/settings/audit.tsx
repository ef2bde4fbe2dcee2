import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMutation, useQuery } from '@tanstack/react-query';
import { auditActionLabels, auditActorLabels, auditKinds } from '#contract/audit-words.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { type AuditEntry, auditQuery, readAuditFile } from '#web/features/settings/users.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { DateRangeFilter } from '#web/lists/date-range.tsx';
import { FilterChips } from '#web/lists/filter-chips.tsx';
import { useFilterChips, type ValuesFilter } from '#web/lists/filters.ts';
import { FiltersDialog } from '#web/lists/filters-dialog.tsx';
import { ListPages } from '#web/lists/list-pages.tsx';
import { ListEmpty, RowsFailed } from '#web/lists/list-states.tsx';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { Foldable } from '#web/parts/foldable.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { saveText } from '#web/parts/save-file.ts';
import { useFormat } from '#web/session/format.ts';
import { usersQuery, useUserName } from '#web/session/options.ts';
import { userTexts } from './user-texts.ts';

/** Rows of a page, and the longest range that can be chosen, in days. */
const pageSize = '25';
const mostDays = 366;

/** Ajustes › Auditoría: who changed what, when, before and after (B7). */
export function Component() {
  const t = useTexts(userTexts);
  const around = useTexts(settingsTexts);
  const label = useLabel();
  const { data: users } = useQuery(usersQuery);
  const address = useListAddress(['kind', 'user', 'from', 'to']);
  const { filters, change, page } = address;
  const { from, to } = filters;
  const query = useQuery(
    auditQuery({
      ...filters,
      limit: pageSize,
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    } as Parameters<typeof auditQuery>[0]),
  );
  const columnDefinitions = useAuditColumns();
  const choices: readonly ValuesFilter<'kind' | 'user'>[] = [
    {
      name: 'kind',
      label: t('kind'),
      options: Object.entries(auditKinds).map(([value, words]) => ({ value, label: label(words) })),
    },
    {
      name: 'user',
      label: t('user'),
      options: (users?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    },
  ];
  const chips = useFilterChips(choices, filters);
  const clear = () => address.clear();
  const failed = query.error !== null && query.data === undefined && (
    <RowsFailed error={query.error} filters={choices} onRetry={() => query.refetch()} onClear={clear} />
  );
  return (
    <Table
      wrapLines
      trackBy="entryId"
      items={query.data?.items ?? []}
      loading={query.isPending || query.isPlaceholderData}
      loadingText={t('loading')}
      columnDefinitions={columnDefinitions}
      header={
        <Header variant="h2" description={t('auditAbout')} actions={<DownloadButton filters={filters} />}>
          {around('audit')}
        </Header>
      }
      filter={
        <div className="list-filters">
          <DateRangeFilter
            label={t('dates')}
            mostDays={mostDays}
            value={from === undefined || to === undefined ? undefined : { from, to }}
            onChange={(range) => change({ from: range?.from, to: range?.to })}
          />
          <FiltersDialog filters={choices} values={filters} onApply={change} />
          <FilterChips chips={chips} values={filters} onChange={change} onClear={clear} />
        </div>
      }
      pagination={<ListPages address={address} query={query} />}
      empty={failed || <ListEmpty narrowed={Object.keys(filters).length > 0} text={t('noEntries')} onClear={clear} />}
    />
  );
}

const useAuditColumns = (): TableProps.ColumnDefinition<AuditEntry>[] => {
  const t = useTexts(userTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  return [
    { id: 'at', header: t('when'), cell: ({ at }) => format.dateTime(at), isRowHeader: true, minWidth: 150 },
    {
      id: 'actor',
      header: t('who'),
      cell: ({ actor, userId }) => (userId === null ? label(auditActorLabels[actor]) : userName(userId)),
      minWidth: 140,
    },
    {
      id: 'what',
      header: t('what'),
      cell: ({ kind, action, subjectId, subjectName }) => {
        const name = subjectName ?? (kind === 'user' && subjectId !== null ? userName(subjectId) : null);
        return (
          <>
            {label(auditKinds[kind])}: {label(auditActionLabels[action])}
            {name !== null && (
              <Box variant="small" display="block" color="text-body-secondary">
                <span className="breakable">{name}</span>
              </Box>
            )}
          </>
        );
      },
      minWidth: 170,
    },
    { id: 'changes', header: t('changes'), cell: (entry) => <Changes entry={entry} />, minWidth: 240 },
  ];
};

/** Changes that are shown without being asked for. */
const shownAtOnce = 3;

function Changes({ entry: { changes, omitted } }: { entry: AuditEntry }) {
  const t = useTexts(userTexts);
  const format = useFormat();
  const written = (value: AuditEntry['changes'][number]['before']) => {
    if (value === null || value === '') return t('nothing');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    return typeof value === 'number' ? format.number(value) : value;
  };
  const list = (
    <>
      <ul className="audit-changes">
        {changes.map(({ field, before, after }) => (
          <li key={field} className="breakable">
            <Box variant="awsui-key-label">{field}</Box>
            <div>
              {t('before')}: {written(before)}
            </div>
            <div>
              {t('after')}: <strong>{written(after)}</strong>
            </div>
          </li>
        ))}
      </ul>
      {omitted > 0 && <Box>{t('omitted', { count: omitted })}</Box>}
    </>
  );
  if (changes.length <= shownAtOnce) return list;
  return <Foldable headerText={t('showChanges', { count: changes.length })}>{list}</Foldable>;
}

function DownloadButton({ filters }: { filters: Readonly<Record<string, string>> }) {
  const t = useTexts(userTexts);
  const { show } = useNotices();
  const problemText = useProblemText();
  const download = useMutation({
    mutationFn: async () =>
      saveText(await readAuditFile({ ...filters } as Parameters<typeof readAuditFile>[0]), t('fileName')),
    onError: (error) => show({ id: 'audit', type: 'error', header: t('failed'), content: problemText(error) }),
  });
  return (
    <Button iconName="download" loading={download.isPending} onClick={() => download.mutate()}>
      {t('download')}
    </Button>
  );
}
