/** What stands beside a report, for people and programs that check it. */
import { isoTime } from '#platform/clock.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProvenFile } from './report-proof.ts';

/**
 * JSON, UTF-8. `cut`: facts recorded later are not in the file (I13). `generatedAt` stands here and not in the file, so
 * that a second run gives the same bytes there.
 */
export const reportManifest = (
  process: ProcessValue,
  file: ProvenFile & { readonly name: string; readonly columns: readonly string[] },
  generatedAt: string,
): Buffer => {
  const { selection } = process;
  return Buffer.from(
    `${JSON.stringify(
      {
        company: process.tenant,
        processId: process.processId,
        date: process.date,
        ...(selection === undefined
          ? {}
          : {
              tray: selection.tray,
              from: selection.from,
              to: selection.to,
              filters: selection.filters,
              dates: selection.dates,
              byteOrderMark: selection.bom,
            }),
        timeZone: process.format?.timeZone ?? null,
        language: process.format?.language ?? null,
        cut: isoTime(process.cut),
        file: file.name,
        encoding: 'UTF-8',
        columns: file.columns,
        rows: file.rows,
        size: file.size,
        sha256: file.sha256,
        generatedAt,
      },
      undefined,
      2,
    )}\n`,
  );
};
