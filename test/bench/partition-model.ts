/** From where single messages write to what the hottest partition of each kind bears in a busy hour (ADR 73). Pure. */
import { type KeyKind, kindOfKey, type Load } from './partition-kinds.ts';
import type { Hours, Work } from './partition-load.ts';

/** Write units a second of one partition: what we keep to, and what DynamoDB takes. */
export const writeBound = 500;
export const writeLimit = 1_000;

/** One kind of partition under a load. */
export interface Heat {
  /** `table`, or the index. */
  readonly on: string;
  readonly name: string;
  /** Write units for a message, with its sending; for an event, as they are mixed. */
  readonly perMessage: number;
  readonly perEvent: number;
  /** Partitions of the kind among which a company's writes are divided; undefined: each message has its own. */
  readonly partitions: number | undefined;
  /** Write units a second of the hottest of them. */
  readonly hottest: number;
}

interface Seen {
  readonly on: string;
  readonly kind: KeyKind;
  readonly shards: Set<string>;
  /** Units of one run, by work. */
  readonly units: Map<Work, number>;
}

const seenOf = (works: readonly Work[]): readonly Seen[] => {
  const all = new Map<string, Seen>();
  for (const work of works) {
    for (const { on, pk, units } of work.landings) {
      const kind = kindOfKey(pk);
      const id = `${on} ${kind.name}`;
      const seen = all.get(id) ?? { on, kind, shards: new Set(), units: new Map() };
      all.set(id, seen);
      seen.shards.add(kind.shard);
      seen.units.set(work, (seen.units.get(work) ?? 0) + units / work.times);
    }
  }
  return [...all.values()];
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/**
 * The hottest second of each kind of partition. Work is divided evenly among the partitions of a kind; what is done less than
 * once a second on each is done whole in some second, so that at least one run of it counts.
 */
export const heatOf = (works: readonly Work[], load: Load): readonly Heat[] =>
  seenOf(works).map(({ on, kind, shards, units }) => {
    const partitions = kind.isOwn ? undefined : shards.size * (kind.isOfAdvisors ? load.advisors : 1);
    const onOne = (work: Work): number => (partitions === undefined ? 1 : Math.max(1, work.rate(load) / partitions));
    const each = [...units];
    const only = (part: Partial<Load>): number =>
      sumOf(each.map(([work, ofOne]) => ofOne * work.rate({ messages: 0, events: 0, advisors: 0, ...part })));
    return {
      on,
      name: kind.name,
      perMessage: only({ messages: 1 }),
      perEvent: only({ events: 1 }),
      partitions,
      hottest: sumOf(each.map(([work, ofOne]) => ofOne * onOne(work))),
    };
  });

/** The hotter of both hours, by kind, hottest first. */
export const hottestOf = ({ atOnce, scheduled }: Hours, load: Load): readonly Heat[] => {
  const hotter = new Map<string, Heat>();
  for (const heat of [...heatOf(atOnce, load), ...heatOf(scheduled, load)]) {
    const id = `${heat.on} ${heat.name}`;
    const known = hotter.get(id);
    if (known === undefined || known.hottest < heat.hottest) hotter.set(id, heat);
  }
  return [...hotter.values()].toSorted((a, b) => b.hottest - a.hottest);
};
