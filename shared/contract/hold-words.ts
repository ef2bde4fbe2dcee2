/** What the console needs of holds; imports nothing, so that it may take it as it is. */

/** Most messages that are counted under a hold. */
export const countedWaiting = 100;
