import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { DialogFooter } from '#web/parts/dialog-footer.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useCompany, useMay } from '#web/session/me.ts';
import { settingsQuery } from '#web/session/options.ts';
import type { Conversation } from '../queries.ts';
import { useRecordResult } from './record.ts';
import { emptyDraft, RecordFields, type ResultDraft, recordFields, resultOf } from './record-fields.tsx';
import { recordTexts } from './record-texts.ts';

/** Gestión (C7): the person at the bottom right. Says why when recording is switched off (C5, C6). */
export function RecordButton({ conversation }: { conversation: Conversation }) {
  const t = useTexts(recordTexts);
  const may = useMay();
  const { data: settings } = useQuery(settingsQuery);
  const [open, setOpen] = useState(false);
  if (!may('recordResult') || settings === undefined) return null;
  if (!settings.calls.recordResults) {
    return (
      <Popover content={t('recordOff')} triggerType="custom" dismissButton={false}>
        <Button iconName="user-profile">{t('record')}</Button>
      </Popover>
    );
  }
  return (
    <>
      <Button iconName="user-profile" onClick={() => setOpen(true)}>
        {t('record')}
      </Button>
      {open && <RecordDialog conversation={conversation} onClose={() => setOpen(false)} />}
    </>
  );
}

function RecordDialog({ conversation, onClose }: { conversation: Conversation; onClose(): void }) {
  const t = useTexts(recordTexts);
  const { timeZone } = useCompany();
  const { show } = useNotices();
  const record = useRecordResult(conversation.customerId);
  const [draft, setDraft] = useState<ResultDraft>(() => emptyDraft(conversation));
  const body = resultOf(draft, timeZone);
  const faults = useFieldFaults(record.error, recordFields);
  const save = () => {
    if (body === undefined) return;
    record.mutate(
      { body, recording: draft.recording },
      {
        onSuccess: () => {
          show({ id: 'result', type: 'success', content: t('recorded') });
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      visible
      header={t('recordTitle')}
      onDismiss={onClose}
      footer={
        <DialogFooter
          confirm={t('save')}
          cancel={t('cancel')}
          busy={record.isPending}
          disabled={body === undefined}
          onConfirm={save}
          onCancel={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        <RecordFields conversation={conversation} draft={draft} faultText={faults.at} onChange={setDraft} />
        {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      </SpaceBetween>
    </Modal>
  );
}
