import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { type FieldFaults, focusFirstFault, useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { settingsTexts } from './texts.ts';
import type { Draft } from './use-draft.ts';

/** A section of the settings that is edited as a whole: what it is, its fields, and that nothing is lost unasked. */
export function SectionForm<Value>({
  draft,
  title,
  description,
  editable,
  fields,
  valid = true,
  actions,
  children,
}: {
  draft: Draft<Value>;
  title: string;
  description: ReactNode;
  /** False: everything is shown, nothing can be changed. */
  editable: boolean;
  /** Fields that the section shows, by the names of the request: what the service refuses of them stands there. */
  fields: readonly string[];
  /** False: the fields say what is wrong, once somebody tries to save. */
  valid?: boolean;
  actions?: ReactNode;
  /**
   * @param touched true once somebody has tried to save: faults are told then, not while people still type
   * @param at what the service says of a field
   */
  children(touched: boolean, at: FieldFaults['at']): ReactNode;
}) {
  const t = useTexts(settingsTexts);
  const [touched, setTouched] = useState(false);
  const faults = useFieldFaults(draft.error, fields);
  useSavedNotice(draft);
  const save = () => {
    setTouched(true);
    if (!valid) return focusFirstFault();
    if (!draft.dirty || draft.saving) return;
    draft.save();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      noValidate
    >
      <LeaveGuard active={draft.dirty} />
      <Form
        header={
          <Header variant="h2" description={description} actions={editable ? actions : undefined}>
            {title}
          </Header>
        }
        actions={
          editable && (
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              {draft.dirty && (
                <Box color="text-status-warning" variant="small">
                  {t('unsaved')}
                </Box>
              )}
              <Button
                formAction="none"
                variant="link"
                disabled={!draft.dirty || draft.saving}
                onClick={() => {
                  setTouched(false);
                  draft.discard();
                }}
              >
                {t('discard')}
              </Button>
              <Button variant="primary" formAction="submit" disabled={!draft.dirty} loading={draft.saving}>
                {t('save')}
              </Button>
            </SpaceBetween>
          )
        }
      >
        <SpaceBetween size="l">
          {!editable && <Alert type="info">{t('readOnly')}</Alert>}
          {draft.conflict && (
            <Alert
              type="warning"
              header={t('conflictTitle')}
              action={
                <Button formAction="none" onClick={() => void draft.reload()}>
                  {t('reload')}
                </Button>
              }
            >
              {t('conflictText')}
            </Alert>
          )}
          {faults.rest !== null && !draft.conflict && <ProblemAlert error={faults.rest} />}
          {children(touched, faults.at)}
        </SpaceBetween>
      </Form>
    </form>
  );
}

/** Says so when what was being saved has been saved. */
const useSavedNotice = ({ saving, error }: Draft<unknown>) => {
  const t = useTexts(settingsTexts);
  const { show, dismiss } = useNotices();
  const before = useRef(false);
  useEffect(() => {
    if (before.current && !saving && error === null) show({ id: 'settings', type: 'success', content: t('saved') });
    if (saving) dismiss('settings');
    before.current = saving;
  });
};
