import Box from '@cloudscape-design/components/box';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { listTexts } from './texts.ts';
import { type ListName, ownViewLimit, type SavedView, useOwnViews } from './views.ts';

const openPrefix = 'open:';
const deletePrefix = 'delete:';

/** Saved views of a list: open one, save what is shown, delete one (B22, F22). */
export function SavedViews({
  list,
  current,
  onOpen,
}: {
  list: ListName;
  /** What is shown: saved under a name. */
  current: Omit<SavedView, 'name'>;
  onOpen(view: SavedView): void;
}) {
  const t = useTexts(listTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const { views, save, remove } = useOwnViews(list);
  const [name, setName] = useState<string>();
  const tell = (kept: Promise<unknown>, content: string) =>
    kept.then(
      () => show({ id: 'view', type: 'success', content }),
      (error: unknown) => show({ id: 'view', type: 'error', header: t('viewFailed'), content: problemText(error) }),
    );
  const entry = (prefix: string) => (view: SavedView) => ({ id: `${prefix}${view.name}`, text: view.name });
  const items: ButtonDropdownProps.ItemOrGroup[] = [
    {
      text: t('ownViews'),
      items: views.length === 0 ? [{ id: 'none', text: t('noViews'), disabled: true }] : views.map(entry(openPrefix)),
    },
    { id: 'save', text: t('saveView'), iconName: 'add-plus', disabled: views.length >= ownViewLimit },
    ...(views.length === 0 ? [] : [{ text: t('deleteViews'), items: views.map(entry(deletePrefix)) }]),
  ];
  const wanted = name?.trim() ?? '';
  const confirm = () => {
    if (wanted === '') return;
    void tell(save({ name: wanted, ...current }), t('viewSaved', { name: wanted }));
    setName(undefined);
  };
  return (
    <>
      <ButtonDropdown
        items={items}
        expandableGroups
        onItemClick={({ detail: { id } }) => {
          if (id === 'save') setName('');
          const opened = views.find((view) => id === `${openPrefix}${view.name}`);
          if (opened !== undefined) onOpen(opened);
          const gone = views.find((view) => id === `${deletePrefix}${view.name}`);
          if (gone !== undefined) void tell(remove(gone.name), t('viewDeleted', { name: gone.name }));
        }}
      >
        {t('views')}
      </ButtonDropdown>
      {name !== undefined && (
        <ConfirmDialog
          title={t('saveViewTitle')}
          confirm={t('save')}
          cancel={t('cancel')}
          busy={false}
          onConfirm={confirm}
          onClose={() => setName(undefined)}
        >
          <Box>{t('saveViewText')}</Box>
          <FormField label={t('viewName')}>
            <Input
              autoFocus
              value={name}
              onChange={({ detail }) => setName(detail.value.slice(0, 60))}
              onKeyDown={({ detail }) => detail.key === 'Enter' && confirm()}
            />
          </FormField>
        </ConfirmDialog>
      )}
    </>
  );
}
