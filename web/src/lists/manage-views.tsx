import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { type ListView, useChangeViews, useMayChangeView } from './list-views.ts';
import { useViewName, ViewNameField } from './view-name.tsx';
import { viewTexts } from './view-texts.ts';
import type { ListName, SharedList } from './views.ts';
import './lists.css';

type Changes = ReturnType<typeof useChangeViews>;
type Asked = { readonly what: 'rename' | 'remove'; readonly view: ListView };

/** "Administrar vistas": rename, share, delete, and which one the list opens with (F22). */
export function ManageViews({
  list,
  sharedList,
  views,
  onClose,
}: {
  list: ListName;
  sharedList: SharedList;
  views: readonly ListView[];
  onClose(): void;
}) {
  const t = useTexts(viewTexts);
  const { show } = useNotices();
  const changes = useChangeViews(list, sharedList);
  const [asked, setAsked] = useState<Asked>();
  const back = () => setAsked(undefined);
  const change = useMutation({
    mutationFn: ({ work }: { work: () => Promise<unknown>; told: string }) => work(),
    onSuccess: (_answer, { told }) => show({ id: 'view', type: 'success', content: told }),
  });
  const open = (view: ListView) =>
    change.mutate({
      work: () => changes.open(view.opens ? undefined : view),
      told: view.opens ? t('openingCleared') : t('openingSet', { name: view.name }),
    });
  const share = (view: ListView) =>
    change.mutate({ work: () => changes.share(view), told: t('sharedNow', { name: view.name }) });
  if (asked?.what === 'rename') return <RenameView view={asked.view} changes={changes} onClose={back} />;
  if (asked?.what === 'remove') return <RemoveView view={asked.view} changes={changes} onClose={back} />;
  const groups = [
    { title: t('own'), shown: views.filter(({ shared }) => shared === null) },
    { title: t('shared'), shown: views.filter(({ shared }) => shared !== null) },
  ];
  return (
    <Modal
      visible
      header={t('views')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t('close')}</Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {change.error !== null && <ProblemAlert error={change.error} />}
        {views.length === 0 && <Box>{t('none')}</Box>}
        {groups.map(
          ({ title, shown }) =>
            shown.length > 0 && (
              <section key={title} aria-label={title}>
                <Box variant="h3">{title}</Box>
                <ul className="views">
                  {shown.map((view) => (
                    <ViewRow
                      key={view.shared?.viewId ?? view.name}
                      view={view}
                      busy={change.isPending}
                      onOpen={() => open(view)}
                      onShare={() => share(view)}
                      onAsk={(what) => setAsked({ what, view })}
                    />
                  ))}
                </ul>
              </section>
            ),
        )}
      </SpaceBetween>
    </Modal>
  );
}

function ViewRow({
  view,
  busy,
  onOpen,
  onShare,
  onAsk,
}: {
  view: ListView;
  busy: boolean;
  onOpen(): void;
  onShare(): void;
  onAsk(what: Asked['what']): void;
}) {
  const t = useTexts(viewTexts);
  const may = useMay();
  const mayChange = useMayChangeView()(view);
  const userName = useUserName();
  const { name, opens, shared } = view;
  return (
    <li className="view">
      <div>
        <span className="breakable">{name}</span> {opens && <Badge color="blue">{t('opens')}</Badge>}
        {shared !== null && (
          <Box variant="small" display="block">
            {t('by', { name: userName(shared.owner) })}
          </Box>
        )}
      </div>
      <SpaceBetween direction="horizontal" size="xxs">
        <Button
          variant="icon"
          iconName={opens ? 'star-filled' : 'star'}
          ariaLabel={t(opens ? 'openNoMore' : 'openOne', { name })}
          disabled={busy}
          onClick={onOpen}
        />
        {shared === null && may('createSharedView') && (
          <Button
            variant="icon"
            iconName="share"
            ariaLabel={t('shareOne', { name })}
            disabled={busy}
            onClick={onShare}
          />
        )}
        {mayChange && (
          <>
            <Button variant="icon" iconName="edit" ariaLabel={t('rename', { name })} onClick={() => onAsk('rename')} />
            <Button
              variant="icon"
              iconName="remove"
              ariaLabel={t('remove', { name })}
              onClick={() => onAsk('remove')}
            />
          </>
        )}
      </SpaceBetween>
    </li>
  );
}

function RenameView({ view, changes, onClose }: { view: ListView; changes: Changes; onClose(): void }) {
  const t = useTexts(viewTexts);
  const { show } = useNotices();
  const name = useViewName(view.name);
  const rename = useMutation({
    mutationFn: () => changes.rename(view, name.kept),
    onSuccess: () => {
      show({ id: 'view', type: 'success', content: t('saved', { name: name.kept }) });
      onClose();
    },
  });
  const faults = useFieldFaults(rename.error, ['name']);
  const confirm = () => name.check() && rename.mutate();
  return (
    <ConfirmDialog
      title={t('renameTitle')}
      confirm={t('accept')}
      cancel={t('cancel')}
      busy={rename.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <ViewNameField name={name} refused={faults.at('name')} onEnter={confirm} />
    </ConfirmDialog>
  );
}

function RemoveView({ view, changes, onClose }: { view: ListView; changes: Changes; onClose(): void }) {
  const t = useTexts(viewTexts);
  const { show } = useNotices();
  const { name, shared } = view;
  const remove = useMutation({
    mutationFn: () => changes.remove(view),
    onSuccess: () => {
      show({ id: 'view', type: 'success', content: t('removed', { name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('removeTitle', { name })}
      confirm={t('doRemove')}
      cancel={t('cancel')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Box>{t(shared === null ? 'removeOwn' : 'removeShared')}</Box>
    </ConfirmDialog>
  );
}
