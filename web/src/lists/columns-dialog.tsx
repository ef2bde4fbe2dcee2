import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { listTexts } from './texts.ts';
import { ToolButton } from './tool-button.tsx';

/** A column that may be shown or hidden. */
interface ColumnChoice {
  readonly id: string;
  readonly label: string;
  /** Shown whatever is chosen, and not counted. */
  readonly fixed?: boolean;
}

/** Columns under one heading: those of the list, the profile's metadata. */
export interface ColumnGroup {
  readonly label: string;
  readonly columns: readonly ColumnChoice[];
}

/** From this number on a list is hard to read: advice, not a limit (E14). */
const advisedColumns = 5;

/** "Agregar/Quitar columnas" (B16, E13): a button, and behind it the columns to choose from. */
export function ColumnsDialog({
  groups,
  standard,
  chosen,
  onSave,
}: {
  groups: readonly ColumnGroup[];
  /** Columns to which "restore" goes back. */
  standard: readonly string[];
  chosen: readonly string[];
  onSave(columns: readonly string[]): void;
}) {
  const t = useTexts(listTexts);
  const [draft, setDraft] = useState<ReadonlySet<string>>();
  const all = groups.flatMap(({ columns }) => columns).filter(({ fixed }) => fixed !== true);
  const toggle = (id: string, on: boolean) =>
    setDraft(
      (current) => new Set(on ? [...(current ?? []), id] : [...(current ?? [])].filter((other) => other !== id)),
    );
  const close = () => setDraft(undefined);
  const count = all.filter(({ id }) => draft?.has(id)).length;
  return (
    <>
      <ToolButton iconName="view-vertical" text={t('columns')} onClick={() => setDraft(new Set(chosen))} />
      <Modal
        visible={draft !== undefined}
        onDismiss={close}
        header={t('columns')}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setDraft(new Set(standard))}>
                {t('restore')}
              </Button>
              <Button onClick={close}>{t('cancel')}</Button>
              <Button
                variant="primary"
                disabled={count === 0}
                onClick={() => {
                  onSave(all.map(({ id }) => id).filter((id) => draft?.has(id)));
                  close();
                }}
              >
                {t('save')}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          <Alert type={count > advisedColumns ? 'warning' : 'info'}>{t('columnsAdvice', { count })}</Alert>
          {groups.map(({ label, columns }) => (
            <fieldset key={label} className="plain-fieldset">
              <Box variant="h4" tagOverride="legend">
                {label}
              </Box>
              <ColumnLayout columns={2} minColumnWidth={160}>
                {columns.map(({ id, label: name, fixed = false }) => (
                  <Checkbox
                    key={id}
                    checked={fixed || (draft?.has(id) ?? false)}
                    disabled={fixed}
                    onChange={({ detail }) => toggle(id, detail.checked)}
                  >
                    {name}
                  </Checkbox>
                ))}
              </ColumnLayout>
            </fieldset>
          ))}
        </SpaceBetween>
      </Modal>
    </>
  );
}
