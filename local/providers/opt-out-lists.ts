import { join } from 'node:path';
import * as z from 'zod';
import { KeptState } from './kept-state.ts';

const entrySchema = z.object({
  /** E.164 with the plus sign. */
  number: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** True when the person asked for it by message, false when the company added the number. */
  endUser: z.boolean(),
});

export type OptOut = z.infer<typeof entrySchema>;

const stateSchema = z.record(z.string(), z.array(entrySchema));

/** The list that AWS gives every account. */
export const defaultOptOutList = 'Default';

/**
 * AWS's words for opting out by reply.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html
 */
const optOutWords = new Set([
  'ARRET',
  'CANCEL',
  'END',
  'OPT-OUT',
  'OPTOUT',
  'QUIT',
  'REMOVE',
  'STOP',
  'TD',
  'UNSUBSCRIBE',
]);

/** The opt-out word that the whole message is, if it is one. */
export const optOutWord = (body: string): string | undefined => {
  const word = body.trim().toUpperCase();
  return optOutWords.has(word) ? word : undefined;
};

/** The account's opt-out lists, by name. Lists come into being when first used. */
export class OptOutLists {
  readonly #state: KeptState<Record<string, OptOut[]>>;

  constructor(dataDir: string) {
    this.#state = KeptState.open(join(dataDir, 'opt-out-lists.json'), stateSchema, {});
  }

  list(name: string): readonly OptOut[] {
    return this.#state.value[name] ?? [];
  }

  find(name: string, number: string): OptOut | undefined {
    return this.list(name).find((entry) => entry.number === number);
  }

  /** Whether any list holds the number. At AWS it is the list of the origination identity that counts. */
  holds(number: string): boolean {
    return Object.keys(this.#state.value).some((name) => this.find(name, number) !== undefined);
  }

  put(name: string, entry: OptOut): void {
    const others = this.list(name).filter(({ number }) => number !== entry.number);
    this.#state.replace({ ...this.#state.value, [name]: [...others, entry] });
  }

  delete(name: string, number: string): OptOut | undefined {
    const entry = this.find(name, number);
    if (entry) {
      this.#state.replace({ ...this.#state.value, [name]: this.list(name).filter((other) => other !== entry) });
    }
    return entry;
  }

  clear(): void {
    this.#state.replace({});
  }
}
