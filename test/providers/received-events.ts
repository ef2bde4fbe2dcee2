import { setTimeout as sleep } from 'node:timers/promises';

/** An event as a topic received it. */
export interface ReceivedEvent {
  readonly topicArn: string;
  readonly event: Record<string, unknown>;
}

/** Stands where SNS stands: takes what a double publishes, and lets a test wait for it. */
export class ReceivedEvents {
  readonly all: ReceivedEvent[] = [];

  readonly publish = async (topicArn: string, message: string): Promise<void> => {
    this.all.push({ topicArn, event: JSON.parse(message) });
  };

  /** Resolves with the events once `count` have come; fails when they have not within five seconds. */
  async waitFor(count: number): Promise<ReceivedEvent[]> {
    const deadline = Date.now() + 5000;
    while (this.all.length < count) {
      if (Date.now() > deadline) throw new Error(`${this.all.length} of ${count} events came`);
      await sleep(10);
    }
    return this.all;
  }

  /** Waits long enough for an event that should not come. */
  async settle(): Promise<ReceivedEvent[]> {
    await sleep(250);
    return this.all;
  }

  clear(): void {
    this.all.length = 0;
  }
}

/** Calls a control endpoint and answers its JSON; fails on any status of 400 or more. */
export const control = async (url: string, action: string, body?: unknown): Promise<Record<string, unknown>> => {
  const response = await fetch(
    `${url}/_control/${action}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${action} answered ${response.status}: ${text}`);
  return JSON.parse(text);
};
