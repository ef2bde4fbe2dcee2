/** Who reads foreign bytes, and with what memory: as the stacks define it. */
import { BulkEnvironment } from '../../functions/environment.ts';
import { deliveryEventsMemory, importsMemory, inboundMailMemory } from '../../lib/constructs/queue-workers.ts';

export interface Reader {
  /** The function that reads them. */
  readonly name: string;
  /** Its memory, MB. */
  readonly memoryMb: number;
  /** Options of Node that it runs with. */
  readonly nodeOptions: readonly string[];
  /** Most inputs that it is handed at once, and the bytes of all of them together. */
  readonly batch: number;
  readonly batchBytes: number;
}

/** Largest event of a function, bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const eventBytes = 6 * 1_048_576;

const alone = { batch: 1, batchBytes: Number.POSITIVE_INFINITY };
/** Records of a batch are worked on side by side. */
const events = { name: 'queues-delivery-events', memoryMb: deliveryEventsMemory, nodeOptions: [], batch: 10 };

/** By what they read; `<reader>-process.ts` reads it as the function does. */
export const readers = {
  mail: { name: 'queues-inbound-mail', memoryMb: inboundMailMemory, nodeOptions: [], ...alone },
  import: {
    name: 'queues-imports',
    memoryMb: importsMemory,
    nodeOptions: BulkEnvironment.shape.NODE_OPTIONS.value.split(' '),
    ...alone,
  },
  event: { ...events, batchBytes: eventBytes },
  // Its files come from the bucket.
  media: { ...events, batchBytes: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, Reader>;
export type ReaderName = keyof typeof readers;

/** How many inputs of this size the reader is handed at once. */
export const batchOf = (reader: ReaderName, bytes: number): number => {
  const { batch, batchBytes } = readers[reader];
  return Math.max(1, Math.min(batch, Math.floor(batchBytes / Math.max(1, bytes))));
};

/** How much of its memory a reader may take. */
export const memoryShare = 0.6;

export interface HostileInput {
  readonly name: string;
  /** What becomes of it, in the words of its `…-process.ts`. */
  readonly outcome: string;
  /** @param scale 1 for the input as it is; smaller ones tell whether time grows with the square of the length */
  readonly raw: (scale?: number) => Buffer;
}
