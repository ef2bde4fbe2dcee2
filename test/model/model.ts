/**
 * What the product should do, said as simply as it can be: two customers, two channels, addresses that are alive or
 * dead, and what was told of them. It knows nothing of items, revisions, leases or phases.
 */

export const channels = ['email', 'sms'] as const;
export type ModelChannel = (typeof channels)[number];

/** A failure or a sign of life of an address; `epoch`: clearings of it when its message was sent. */
interface Told {
  readonly kind: 'failed' | 'alive';
  readonly at: number;
  readonly epoch: number;
}

export interface Waiting {
  readonly messageId: string;
  readonly who: number;
  readonly channel: ModelChannel;
  /** Where it was to go when it was accepted. */
  readonly value: string;
  readonly isAutomatic: boolean;
  /** Epoch ms; a day later it is of no use any more. */
  readonly acceptedAt: number;
}

/** Something that a provider will tell, as often and as late as it likes. */
export interface Pending {
  readonly body: string;
  readonly channel: ModelChannel;
  readonly value: string;
  readonly told: Told | undefined;
}

export class Model {
  /** Present address of each customer by channel. */
  readonly addresses: Record<ModelChannel, string>[] = [];
  readonly paused: boolean[] = [];
  readonly refused: Record<ModelChannel, boolean>[] = [];
  /** Channels whose sending the company holds. */
  readonly held: Record<ModelChannel, boolean> = { email: false, sms: false };
  waiting: Waiting[] = [];
  pending: Pending[] = [];
  heard: Pending[] = [];
  readonly #told = new Map<string, Told[]>();
  readonly #clearings = new Map<string, number>();

  static addressOf(channel: ModelChannel, value: string): string {
    return `${channel} ${value}`;
  }

  valueOf(who: number, channel: ModelChannel): string {
    const value = this.addresses[who]?.[channel];
    if (value === undefined) throw new Error('There is no such address.');
    return value;
  }

  epochOf(channel: ModelChannel, value: string): number {
    return this.#clearings.get(Model.addressOf(channel, value)) ?? 0;
  }

  /** An alert stands when a failure of this epoch is not older than the last sign of life. */
  isAlerted(channel: ModelChannel, value: string): boolean {
    const told = this.#told.get(Model.addressOf(channel, value)) ?? [];
    const aliveAt = Math.max(
      Number.NEGATIVE_INFINITY,
      ...told.filter(({ kind }) => kind === 'alive').map(({ at }) => at),
    );
    const epoch = this.epochOf(channel, value);
    return told.some((each) => each.kind === 'failed' && each.epoch >= epoch && each.at >= aliveAt);
  }

  hear(channel: ModelChannel, value: string, told: Told): void {
    const key = Model.addressOf(channel, value);
    this.#told.set(key, [...(this.#told.get(key) ?? []), told]);
  }

  clear(channel: ModelChannel, value: string): void {
    this.#clearings.set(Model.addressOf(channel, value), this.epochOf(channel, value) + 1);
  }

  isUseful({ acceptedAt }: Pick<Waiting, 'acceptedAt'>, now: number): boolean {
    return now < acceptedAt + 86_400_000;
  }

  /** It goes when its job comes now. */
  goes(waiting: Waiting, now: number): boolean {
    return !this.held[waiting.channel] && this.isUseful(waiting, now) && this.mayGo(waiting);
  }

  /** It waits on when its job comes now: held, and of use. */
  waitsOn(waiting: Waiting, now: number): boolean {
    return this.held[waiting.channel] && this.isUseful(waiting, now);
  }

  /** Nothing stands against a message that was accepted for `value`. */
  mayGo({ who, channel, value, isAutomatic }: Omit<Waiting, 'messageId' | 'acceptedAt'>): boolean {
    const isReplaced = this.valueOf(who, channel) !== value;
    const isRefused = this.refused[who]?.[channel] ?? false;
    return !isReplaced && !this.isAlerted(channel, value) && !isRefused && !(isAutomatic && this.paused[who]);
  }

  contactabilityOf(who: number): 'ok' | 'problems' | 'none' {
    const bad = channels.filter((channel) => this.isAlerted(channel, this.valueOf(who, channel))).length;
    return bad === 0 ? 'ok' : bad === channels.length ? 'none' : 'problems';
  }
}
