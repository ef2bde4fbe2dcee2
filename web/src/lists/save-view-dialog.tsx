import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { useMay } from '#web/session/me.ts';
import { type ListView, ownViewLimit, useChangeViews, type ViewContent } from './list-views.ts';
import { useViewName, ViewNameField } from './view-name.tsx';
import { viewTexts } from './view-texts.ts';
import type { ListName, SharedList } from './views.ts';

/** Keeps what the list shows under a name, for oneself or for the company. */
export function SaveViewDialog({
  list,
  sharedList,
  views,
  content,
  onClose,
}: {
  list: ListName;
  sharedList: SharedList;
  views: readonly ListView[];
  content: ViewContent;
  onClose(): void;
}) {
  const t = useTexts(viewTexts);
  const { show } = useNotices();
  const mayShare = useMay()('createSharedView');
  const change = useChangeViews(list, sharedList);
  const name = useViewName('');
  const [share, setShare] = useState(false);
  const [opens, setOpens] = useState(false);
  const save = useMutation({
    mutationFn: () => change.save(views, { name: name.kept, share, opens, content }),
    onSuccess: () => {
      show({ id: 'view', type: 'success', content: t('saved', { name: name.kept }) });
      onClose();
    },
  });
  const faults = useFieldFaults(save.error, ['name']);
  const own = views.filter(({ shared }) => shared === null);
  const full = !share && own.length >= ownViewLimit && !own.some((view) => view.name === name.kept);
  const confirm = () => name.check() && !full && save.mutate();
  return (
    <ConfirmDialog
      title={t('saveTitle')}
      confirm={t('accept')}
      cancel={t('cancel')}
      busy={save.isPending}
      error={faults.rest}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Box>{t('saveText')}</Box>
      <ViewNameField name={name} refused={faults.at('name')} onEnter={confirm} />
      {full && <Box color="text-status-error">{t('limit', { count: ownViewLimit })}</Box>}
      {mayShare && (
        <Checkbox checked={share} onChange={({ detail }) => setShare(detail.checked)}>
          {t('share')}
        </Checkbox>
      )}
      <Checkbox checked={opens} onChange={({ detail }) => setOpens(detail.checked)}>
        {t('open')}
      </Checkbox>
    </ConfirmDialog>
  );
}
