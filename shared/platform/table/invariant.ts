/**
 * What must be true of what lies in the table (reliability §5.1), as rules that the nightly check asks (shared/integrity).
 * Each slice states those of its own items; a new stored kind brings its own, and composition adds it to the list.
 */
import type { Clock } from '../clock.ts';
import { tableIndexes, timeToLiveAttribute } from './indexes.ts';
import { type Entity, fromItem, type Item, type Stored, type Table, toItem } from './kernel.ts';

/** Something that is not as it must be. Ids, keys and codes only: it is logged and shown (I19). */
export interface Damage {
  /** Name of the invariant. */
  readonly invariant: string;
  /** The item or customer that it is about. */
  readonly place: string;
  readonly what: string;
  /** What was judged: of two looks at the same damage, both saw the same base. */
  readonly basis: string;
  /** Rebuilds what is derived. Absent: it is base, which nobody but a person may change. */
  readonly repair?: () => Promise<unknown>;
}

/** All that stands in the partitions of one customer, read consistently. */
export interface CustomerItems {
  readonly tenant: string;
  readonly customerId: string;
  readonly items: readonly Item[];
  readonly thread: readonly Item[];
}

export interface CustomerInvariant {
  readonly name: string;
  judge(customer: CustomerItems): Promise<readonly Damage[]> | readonly Damage[];
}

/** Values of one kind; what cannot be read is `storedForm`'s to tell. */
export const storedOf = <Value>(entity: Entity<Value>, items: readonly Item[]): readonly Stored<Value>[] =>
  items
    .filter(({ type }) => type === entity.type)
    .flatMap((item) => {
      try {
        return [fromItem(entity, item)];
      } catch {
        // Told by `storedForm`, and no ground to keep the others from being judged.
        return [];
      }
    });

/** The revisions of items, as a basis of a judgement. */
export const revisionsOf = (...stored: readonly (Stored<unknown> | undefined)[]): string =>
  stored.map((each) => String(each?.revision ?? '-')).join(' ');

const keyAttributes = [
  'pk',
  'sk',
  timeToLiveAttribute,
  ...tableIndexes.flatMap((index) => [index.partitionKey, index.sortKey]),
];

/** How the items of one kind are to lie in the table. */
export interface ItemForm {
  readonly type: string;
  /** The value of an item. @throws ZodError when it cannot be read */
  read(item: Item): unknown;
  /**
   * The item as its value makes it, and how it is written so.
   * @throws ZodError when it cannot be read
   */
  right(item: Item): { readonly item: Item; write(table: Pick<Table, 'put'>): Promise<unknown> };
}

export const formOf = <Value>(entity: Entity<Value>): ItemForm => ({
  type: entity.type,
  read: (item) => fromItem(entity, item).value,
  right(item) {
    const { value, revision } = fromItem(entity, item);
    return { item: toItem(entity, value, revision), write: (table) => table.put(entity, value, revision) };
  },
});

/**
 * Every item can be read, and stands in the indexes where its value says: rows of the register, the inbox, what is due,
 * a provider's ids. An index key is derived and rewritten.
 */
export const storedForm = (table: Pick<Table, 'put'>, forms: readonly ItemForm[], clock: Clock): CustomerInvariant => {
  const byType = new Map(forms.map((form) => [form.type, form]));
  const judge = (item: Item): readonly Damage[] => {
    const { type } = item;
    const form = byType.get(String(type));
    const damage = { invariant: 'stored-form', place: `${item.pk} ${item.sk}`, basis: String(item.rev) };
    // Gone already: DynamoDB deletes it when it gets to it.
    if (Number(item[timeToLiveAttribute] ?? Number.POSITIVE_INFINITY) * 1_000 < clock.now()) return [];
    if (form === undefined) return [{ ...damage, what: `an item of the unknown type ${type}` }];
    try {
      const right = form.right(item);
      const wrong = keyAttributes.filter((name) => item[name] !== right.item[name]);
      if (wrong.length === 0) return [];
      const what = `a ${type} whose ${wrong.join(', ')} are not those of its value`;
      const isElsewhere = wrong.some((name) => name === 'pk' || name === 'sk');
      return [{ ...damage, what, ...(isElsewhere ? {} : { repair: () => right.write(table) }) }];
    } catch {
      // What it says is base, and lost unless somebody mends it.
      return [{ ...damage, what: `a ${type} that cannot be read` }];
    }
  };
  return { name: 'stored-form', judge: ({ items, thread }) => [...items, ...thread].flatMap(judge) };
};

/** Judges one subject, or a page of them; asked again to confirm what it found, and after a repair. */
export type Look = () => Promise<readonly Damage[]> | readonly Damage[];

/** A way through something of a company, page by page, so that a check can stop and go on. */
export interface Walk {
  readonly name: string;
  /** @param after of the page before, as it gave it; JSON */
  page(tenant: string, after: unknown): Promise<{ readonly looks: readonly Look[]; readonly after?: unknown }>;
}
