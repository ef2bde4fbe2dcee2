import { useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import type { DateRange } from '#web/lists/date-range.tsx';
import { ToolButton } from '#web/lists/tool-button.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { exportTexts } from './texts.ts';

export interface ExportSelection {
  /** Range of the list; undefined where it has none. */
  readonly range: DateRange | undefined;
  /** Filters of the list in force, without the range. */
  readonly filters: Readonly<Record<string, string>>;
  /** The same in words. */
  readonly filterWords: readonly string[];
  /** Columns that are shown. */
  readonly columns: readonly string[];
}

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
