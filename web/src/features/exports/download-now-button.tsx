import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type ExportTray, exportNotices } from '#contract/export-trays.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ToolButton } from '#web/lists/tool-button.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useRequestExport } from './changes.ts';
import { FileFormat, type FileFormatValue, standardFormat } from './file-format.tsx';
import { exportTexts } from './texts.ts';
import { useRequestedNotice } from './use-requested-notice.tsx';

/** "Descargar" of the trays whose file is prepared at once. Shown to whom may `createExport`. */
export function DownloadNowButton({
  tray,
  filters,
  text,
}: {
  tray: Exclude<ExportTray, 'interactions'>;
  /** The list's filters in force, as they stand in its query. */
  filters: { readonly [name: string]: string | undefined };
  text?: string;
}) {
  const t = useTexts(exportTexts);
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [fileFormat, setFileFormat] = useState<FileFormatValue>(standardFormat);
  const request = useRequestExport();
  const requested = useRequestedNotice();
  const close = () => {
    setOpen(false);
    request.reset();
  };
  const given = Object.fromEntries(
    Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const confirm = () =>
    request.mutate(
      { tray, filters: given, format: fileFormat },
      {
        onSuccess: ({ notice }) => {
          requested(t('nowStarted'), notice);
          close();
        },
      },
    );
  return (
    <>
      <ToolButton iconName="download" text={text ?? t('download')} onClick={() => setOpen(true)} />
      {open && (
        <ConfirmDialog
          title={text ?? t('nowTitle')}
          confirm={t('confirm')}
          cancel={t('cancel')}
          busy={request.isPending}
          error={request.error}
          onConfirm={confirm}
          onClose={close}
        >
          <SpaceBetween size="m">
            <Box>{label(exportNotices[tray])}</Box>
            <FileFormat value={fileFormat} onChange={setFileFormat} />
          </SpaceBetween>
        </ConfirmDialog>
      )}
    </>
  );
}
