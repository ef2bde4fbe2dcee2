/**
 * Bytes of attachments that one worker holds at a time. Its records run side by side, and each file is there three
 * times while it is sent (as it was read, as base64, as the request), so that ten large ones would not fit.
 */
export interface ByteBudget {
  /**
   * Waits until there is room, in the order of asking; more than the whole budget waits until nothing else is held.
   * @returns gives the room back; calling it again does nothing
   */
  take(bytes: number): Promise<() => void>;
}

export const createByteBudget = (total: number): ByteBudget => {
  let held = 0;
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (held > 0 && held + next.bytes > total) return;
      waiting.shift();
      held += next.bytes;
      next.go();
    }
  };
  return {
    async take(bytes) {
      await new Promise<void>((go) => {
        waiting.push({ bytes, go });
        admit();
      });
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        held -= bytes;
        admit();
      };
    },
  };
};
