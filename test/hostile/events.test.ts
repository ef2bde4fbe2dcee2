/** Issue 10, A1: what is no mail and is made to hurt: bodies of provider events, and files by their bytes. */
import { describe, expect, it } from 'vitest';
import { fileKindOf } from '#shared/messaging/inbound/file-kind.ts';
import { fileNameOf } from '#shared/messaging/inbound/file-name.ts';
import { parseEventBody } from '#shared/messaging/providers/envelope.ts';
import { hostileBodies } from './event-bodies.ts';
import { hostileFiles } from './files.ts';
import { readApart } from './read-apart.ts';
import { memoryShare, readers } from './readers.ts';

describe('a body of an event', () => {
  it.each(hostileBodies)('of $name is $outcome, and never thrown', ({ raw, outcome }) => {
    const { signals, unrecognised } = parseEventBody(raw().toString(), 0);
    expect(unrecognised === undefined ? 'understood' : 'put aside').toBe(outcome);
    if (unrecognised === undefined) expect(signals.length).toBeGreaterThan(0);
  });
});

describe('a file', () => {
  it.each(hostileFiles.filter(({ outcome }) => outcome !== 'TOO_LARGE'))(
    '$name: $outcome',
    async ({ raw, outcome }) => {
      expect((await fileKindOf(raw()))?.contentType ?? 'TYPE_NOT_ALLOWED').toBe(outcome);
    },
  );

  it.each(['25 MB of brackets', '25 MB of letters of Windows'])(
    'of %s, ten at once: stays below 60 %% of the function’s memory',
    async (name) => {
      const file = hostileFiles.find((one) => one.name === name);
      const { peakBytes, outcome } = await readApart('media', file?.raw() ?? Buffer.alloc(0));
      expect(outcome).toBe('text/plain');
      expect(peakBytes / (readers.media.memoryMb * 1_048_576)).toBeLessThan(memoryShare);
    },
  );

  it.each(['.'.repeat(200_000), `a${' .'.repeat(100_000)}b`, '\u202e'.repeat(200_000), '/'.repeat(200_000)])(
    'with a name of 200,000 marks has a short one',
    (name) => {
      expect(fileNameOf(name, { contentType: 'application/pdf', endings: ['pdf'] }).length).toBeLessThan(110);
    },
  );
});
