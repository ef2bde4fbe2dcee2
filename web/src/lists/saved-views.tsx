import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { useUserName } from '#web/session/options.ts';
import { isSameContent, type ListView, useListViews, type ViewContent } from './list-views.ts';
import { ManageViews } from './manage-views.tsx';
import { SaveViewDialog } from './save-view-dialog.tsx';
import { useWide } from './use-wide.ts';
import { viewTexts } from './view-texts.ts';
import type { ListName, SharedList } from './views.ts';

interface Props {
  readonly list: ListName;
  /** Name under which the company shares views of this list. */
  readonly sharedList: SharedList;
  /** What is shown now. */
  readonly current: ViewContent;
  onOpen(content: ViewContent): void;
}

/** "Vistas": open one, keep what is shown, share it, choose the one that the list opens with (B22, F22). */
export function SavedViews({ list, sharedList, current, onOpen }: Props) {
  const t = useTexts(viewTexts);
  const wide = useWide();
  const userName = useUserName();
  const views = useListViews(list, sharedList);
  const [dialog, setDialog] = useState<'save' | 'manage'>();
  useOpeningView(views, onOpen);
  const known = views ?? [];
  const active = known.find(({ content }) => isSameContent(content, current));
  const items = (wanted: (view: ListView) => boolean): ButtonDropdownProps.Item[] =>
    known.flatMap((view, position) =>
      wanted(view)
        ? [
            {
              id: String(position),
              text: view.name,
              ...(view === active ? { iconName: 'check' as const } : {}),
              ...(view.shared === null ? {} : { secondaryText: t('by', { name: userName(view.shared.owner) }) }),
            },
          ]
        : [],
    );
  const groups = [
    { text: t('own'), items: items(({ shared }) => shared === null) },
    { text: t('shared'), items: items(({ shared }) => shared !== null) },
  ].filter((group) => group.items.length > 0);
  return (
    <>
      <ButtonDropdown
        expandToViewport
        loading={views === undefined}
        items={[
          ...(groups.length === 0 ? [{ id: 'none', text: t('none'), disabled: true }] : groups),
          { id: 'save', text: t('save'), iconName: 'add-plus' },
          ...(known.length === 0 ? [] : [{ id: 'manage', text: t('manage'), iconName: 'settings' as const }]),
        ]}
        onItemClick={({ detail: { id } }) => {
          if (id === 'save' || id === 'manage') return setDialog(id);
          const opened = known[Number(id)];
          if (opened !== undefined) onOpen(opened.content);
        }}
      >
        {active === undefined || !wide ? t('views') : t('current', { name: active.name })}
      </ButtonDropdown>
      {dialog === 'save' && (
        <SaveViewDialog
          list={list}
          sharedList={sharedList}
          views={known}
          content={current}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'manage' && (
        <ManageViews list={list} sharedList={sharedList} views={known} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}

/** Opens the default view once, when the list is entered without anything in its address. */
const useOpeningView = (views: readonly ListView[] | undefined, onOpen: (content: ViewContent) => void) => {
  const entered = useRef(useLocation().search === '');
  const opens = views?.find((view) => view.opens)?.content;
  const known = views !== undefined;
  useEffect(() => {
    if (!known || !entered.current) return;
    entered.current = false;
    if (opens !== undefined) onOpen(opens);
  });
};
