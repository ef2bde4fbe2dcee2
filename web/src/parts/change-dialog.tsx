import Box from '@cloudscape-design/components/box';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** What is used of a mutation of the query client. */
interface Change<Input> {
  mutate(input: Input, options: { onSuccess(): void }): void;
  readonly isPending: boolean;
  readonly error: unknown;
}

/** Asks before a change is made. Once it is made, a notice says so and the dialog goes; until then it stays with the reason. */
export function ChangeDialog<Input>({
  title,
  text,
  confirm,
  cancel,
  change,
  input,
  notice,
  onDone,
  onClose,
}: {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  change: Change<Input>;
  input: Input;
  notice: { readonly id: string; readonly content: string };
  /** Where more is to be done than to close. */
  onDone?(): void;
  onClose(): void;
}) {
  const { show } = useNotices();
  const make = () =>
    change.mutate(input, {
      onSuccess: () => {
        show({ ...notice, type: 'success' });
        (onDone ?? onClose)();
      },
    });
  return (
    <ConfirmDialog
      title={title}
      confirm={confirm}
      cancel={cancel}
      busy={change.isPending}
      error={change.error}
      onConfirm={make}
      onClose={onClose}
    >
      <Box>{text}</Box>
    </ConfirmDialog>
  );
}
