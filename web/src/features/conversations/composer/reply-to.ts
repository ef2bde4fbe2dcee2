import type { Channel } from '#contract/vocabulary.ts';

/** Where what a person begins to write goes: the channel and the address of the message that it is about. */
export interface ReplyTo {
  /** Another one each time that something is begun. */
  readonly draftId: string;
  readonly channel: Channel;
  readonly addressId: string | null;
}
