import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

/** The two ways out of a dialog. Neither sends a form around it: dialogs may stand within one. */
export function DialogFooter({
  confirm,
  cancel,
  busy = false,
  disabled = false,
  onConfirm,
  onCancel,
}: {
  confirm: string;
  cancel: string;
  /** True while what was confirmed is under way. */
  busy?: boolean;
  disabled?: boolean;
  onConfirm(): void;
  onCancel(): void;
}) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button formAction="none" variant="link" onClick={onCancel}>
          {cancel}
        </Button>
        <Button formAction="none" variant="primary" loading={busy} disabled={disabled} onClick={onConfirm}>
          {confirm}
        </Button>
      </SpaceBetween>
    </Box>
  );
}
