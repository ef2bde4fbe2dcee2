/**
 * Reads one workbook as an import does before it writes anything, in a process of its own with the function's bounds, and
 * tells what that took: `node workbook-process.ts FILE`.
 */
import { createReadStream } from 'node:fs';
import { columnNames } from '#shared/imports/header.ts';
import { FileFault } from '#shared/imports/issues.ts';
import { inspectSource } from '#shared/imports/source/inspect-source.ts';

const path = process.argv[2] ?? '';
const loadedBytes = process.memoryUsage.rss();
const found = await inspectSource(
  {
    read: async (offset) => createReadStream(path, { start: offset }),
    // As slow as a store far away is to a fast reader.
    beginCopy: () => ({ add: () => new Promise((resolve) => setImmediate(resolve)), finish: async () => undefined }),
  },
  { names: columnNames('interactions'), dateFormat: 'auto' },
).then(
  ({ rows }) => ({ rows }),
  (error: unknown) => {
    if (!(error instanceof FileFault)) throw error;
    return { code: error.issue.code };
  },
);
process.send?.({ ...found, loadedBytes, peakBytes: process.resourceUsage().maxRSS * 1024 }, () => process.exit(0));
