/** Open connections and the feed of live events. */
import { LiveStore } from '#shared/live/store.ts';
import { storePart } from './part.ts';

export const live = /* @__PURE__ */ storePart(LiveStore);
