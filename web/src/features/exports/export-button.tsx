import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { ToolButton } from '#web/lists/tool-button.tsx';
import { ExportDialog } from './export-dialog.tsx';
import type { ExportSelection } from './selection.ts';
import { exportTexts } from './texts.ts';

/** "Descargar" of the register (B35–B40). Shown to whom may `createExport`. */
export function ExportButton(selection: ExportSelection) {
  const t = useTexts(exportTexts);
  const [open, setOpen] = useState(false);
  return (
    <>
      <ToolButton iconName="download" text={t('download')} onClick={() => setOpen(true)} />
      {open && <ExportDialog {...selection} onClose={() => setOpen(false)} />}
    </>
  );
}
