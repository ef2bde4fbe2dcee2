import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelLabels, sendingChannels, templateStateLabels, templateStates } from '#contract/vocabulary.ts';
import type { Query } from '#web/api/paths.ts';
import { ApiProblem } from '#web/api/problem.ts';
import { InboxTabs } from '#web/features/conversations/inbox/inbox.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { listTexts } from '#web/lists/texts.ts';
import { useListAddress } from '#web/lists/use-list-address.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMay } from '#web/session/me.ts';
import { useTemplateColumns } from './columns.tsx';
import { type Template, templatesQuery, useAsksMeta, useSaveTemplate, useSynchroniseTemplates } from './queries.ts';
import { TemplateDialog } from './template-dialog.tsx';
import { templateTexts } from './texts.ts';
import '#web/lists/lists.css';

type Open =
  | { readonly what: 'create' }
  | { readonly what: 'edit' | 'archive'; readonly template: Template }
  | undefined;

/** Conversaciones › Plantillas: list, create, edit, archive, with state and reason (C12, D4, E23). */
export function Component() {
  const t = useTexts(templateTexts);
  const listText = useTexts(listTexts);
  const label = useLabel();
  const may = useMay();
  const { filters, change } = useListAddress(['channel', 'state']);
  const query = useInfiniteQuery(templatesQuery(filters as Query<'listTemplates'>));
  const asksMeta = useAsksMeta();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const columns = useTemplateColumns({
    onEdit: (template) => setOpen({ what: 'edit', template }),
    onArchive: (template) => setOpen({ what: 'archive', template }),
  });
  const channelOptions = [
    { value: '', label: t('anyChannel') },
    ...sendingChannels.map((value) => ({ value, label: label(channelLabels[value]) })),
  ];
  const stateOptions = [
    { value: '', label: t('anyState') },
    ...templateStates.map((value) => ({ value, label: label(templateStateLabels[value]) })),
  ];
  return (
    <SpaceBetween size="m">
      <InboxTabs active="templates" />
      {query.error !== null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      <Table
        variant="container"
        wrapLines
        trackBy="templateId"
        items={query.data?.pages.flatMap(({ items }) => items) ?? []}
        loading={query.isPending}
        loadingText={listText('loading')}
        columnDefinitions={columns}
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {asksMeta && may('synchroniseTemplates') && <SynchroniseButton />}
                {may('createTemplate') && (
                  <Button variant="primary" onClick={() => setOpen({ what: 'create' })}>
                    {t('create')}
                  </Button>
                )}
              </SpaceBetween>
            }
          >
            {t('title')}
          </Header>
        }
        filter={
          <div className="list-filters">
            <Select
              ariaLabel={t('channel')}
              options={channelOptions}
              selectedOption={
                channelOptions.find(({ value }) => value === filters.channel) ?? channelOptions[0] ?? null
              }
              onChange={({ detail }) => change({ channel: detail.selectedOption.value })}
            />
            <Select
              ariaLabel={t('state')}
              options={stateOptions}
              selectedOption={stateOptions.find(({ value }) => value === filters.state) ?? stateOptions[0] ?? null}
              onChange={({ detail }) => change({ state: detail.selectedOption.value })}
            />
          </div>
        }
        footer={
          query.hasNextPage && (
            <Box textAlign="center">
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            </Box>
          )
        }
        empty={
          <Box textAlign="center" padding="l">
            <Box variant="h3">{listText(Object.keys(filters).length > 0 ? 'noMatchTitle' : 'emptyTitle')}</Box>
            <Box variant="p">{Object.keys(filters).length > 0 ? listText('noMatchText') : t('empty')}</Box>
          </Box>
        }
      />
      {open?.what === 'create' && <TemplateDialog template={undefined} onClose={close} />}
      {open?.what === 'edit' && <TemplateDialog template={open.template} onClose={close} />}
      {open?.what === 'archive' && <ArchiveDialog template={open.template} onClose={close} />}
    </SpaceBetween>
  );
}

/** Asks Meta now, and tells how many templates stand differently (E23). */
function SynchroniseButton() {
  const t = useTexts(templateTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const synchronise = useSynchroniseTemplates();
  const ask = () =>
    synchronise.mutate(undefined, {
      onSuccess: ({ changed, left }) =>
        show({
          id: 'synchronise-templates',
          type: left > 0 ? 'warning' : 'success',
          content: left > 0 ? t('synchronisedInPart', { left }) : t('synchronised', { changed }),
        }),
      onError: (error) => {
        const isSilent = error instanceof ApiProblem && error.code === 'PROVIDER_UNAVAILABLE';
        show({ id: 'synchronise-templates', type: 'error', content: isSilent ? t('metaSilent') : problemText(error) });
      },
    });
  return (
    <Button iconName="refresh" loading={synchronise.isPending} onClick={ask}>
      {t('synchronise')}
    </Button>
  );
}

function ArchiveDialog({ template, onClose }: { template: Template; onClose(): void }) {
  const t = useTexts(templateTexts);
  const save = useSaveTemplate();
  return (
    <ConfirmDialog
      title={t('archiveTitle', { name: template.name })}
      confirm={t('doArchive')}
      cancel={t('cancel')}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={() => save.mutate({ changed: template, body: { state: 'archived' } }, { onSuccess: onClose })}
    >
      <Box>{t('archiveText')}</Box>
    </ConfirmDialog>
  );
}
