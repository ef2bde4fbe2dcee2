import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { DialogFooter } from './dialog-footer.tsx';
import { ProblemAlert } from './problem-alert.tsx';

/** A dialog that asks before something is done, and stays with the reason when it could not be done. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  cancel,
  busy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirm: string;
  cancel: string;
  busy: boolean;
  /** What went wrong; null or undefined: nothing. */
  error?: unknown;
  onConfirm(): void;
  onClose(): void;
}) {
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={<DialogFooter confirm={confirm} cancel={cancel} busy={busy} onConfirm={onConfirm} onCancel={onClose} />}
    >
      <SpaceBetween size="m">
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
        <div>{children}</div>
      </SpaceBetween>
    </Modal>
  );
}
