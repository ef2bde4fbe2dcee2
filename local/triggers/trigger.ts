/** Something that invokes functions by itself. */
export interface Trigger {
  readonly description: string;
  /** Whether it is working on something now. */
  readonly busy: boolean;
  /** When the last look that found nothing began, in ms of real time (`realNow`); only where looking is the only way to know. */
  readonly idleSince?: number;
  stop(): Promise<void>;
}
