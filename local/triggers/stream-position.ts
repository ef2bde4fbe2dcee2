import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Last record of a stream that was worked off. */
export interface StreamPosition {
  /** Sequence number in the engine's form, or undefined on the first start of this stream. */
  read(): string | undefined;
  write(sequenceNumber: string): void;
}

/** Keeps the position in `file`; one of another stream (the table was made anew) does not count. */
export const openPosition = (file: string, streamArn: string): StreamPosition => {
  mkdirSync(dirname(file), { recursive: true });
  return {
    read() {
      if (!existsSync(file)) return undefined;
      const [kept, sequenceNumber] = readFileSync(file, 'utf8').split('\n');
      return kept === streamArn ? sequenceNumber : undefined;
    },
    write: (sequenceNumber) => writeFileSync(file, `${streamArn}\n${sequenceNumber}`),
  };
};
