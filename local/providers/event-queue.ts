import { setTimeout as sleep } from 'node:timers/promises';

/** An event that a double publishes a moment later. */
export interface PlannedEvent {
  /** What the event is, for the log; no personal data. */
  readonly name: string;
  /** Milliseconds after the event before it in the same sequence. */
  readonly afterMs: number;
  readonly topicArns: readonly string[];
  /** Makes the provider's JSON at the moment of publishing, so that its times are true. */
  build(at: Date): object;
  /** What changes at the provider at that moment, whether or not anybody listens. */
  effect?(at: Date): void;
}

const publishTries = 3;
const retryPauseMs = 200;

/**
 * Publishes sequences of events, each in its own order and all side by side, as the providers do. `stop` publishes
 * at once what is still waiting, so that a stop of the runner loses nothing; a crash loses it.
 */
export class EventQueue {
  readonly #publish: (topicArn: string, message: string) => Promise<void>;
  readonly #log: (line: string) => void;
  readonly #running = new Set<Promise<void>>();
  readonly #flush = new AbortController();
  #generation = 0;
  #pending = 0;

  constructor(publish: (topicArn: string, message: string) => Promise<void>, log: (line: string) => void) {
    this.#publish = publish;
    this.#log = log;
  }

  /** Events not yet published. */
  get pending(): number {
    return this.#pending;
  }

  play(events: readonly PlannedEvent[]): void {
    this.#pending += events.length;
    const run = this.#playInOrder(events, this.#generation);
    this.#running.add(run);
    run.finally(() => this.#running.delete(run));
  }

  /** Forgets what waits; what is being published goes on. */
  discard(): void {
    this.#generation += 1;
  }

  async stop(): Promise<void> {
    this.#flush.abort();
    await Promise.all(this.#running);
  }

  async #playInOrder(events: readonly PlannedEvent[], generation: number): Promise<void> {
    for (const event of events) {
      await this.#wait(event.afterMs);
      if (generation === this.#generation) await this.#emit(event);
      this.#pending -= 1;
    }
  }

  async #wait(ms: number): Promise<void> {
    if (ms === 0 || this.#flush.signal.aborted) return;
    try {
      await sleep(ms, undefined, { signal: this.#flush.signal });
    } catch (error) {
      // The stop ends every pause early; anything else is a defect.
      if (!this.#flush.signal.aborted) throw error;
    }
  }

  async #emit(event: PlannedEvent): Promise<void> {
    const at = new Date();
    event.effect?.(at);
    const message = JSON.stringify(event.build(at));
    for (const topicArn of event.topicArns) await this.#publishWithRetries(event.name, topicArn, message);
  }

  async #publishWithRetries(name: string, topicArn: string, message: string): Promise<void> {
    for (let attempt = 1; attempt <= publishTries; attempt += 1) {
      try {
        await this.#publish(topicArn, message);
        return;
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        if (attempt === publishTries) this.#log(`event ${name} lost: ${topicArn} did not take it: ${cause}`);
        else await this.#wait(retryPauseMs * attempt);
      }
    }
  }
}
