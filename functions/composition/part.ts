/**
 * How stores and use cases are wired: each is a *part*, a function from what it stands on to the thing itself, made when
 * it is first asked for and once for what it stands on. Parts are module-level functions rather than members of an
 * object, so that a bundle holds only those that its function takes (decision 52): the mark `@__PURE__` of each tells
 * the bundler that a part which nobody takes may go, with all that only it imports.
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';

/** What parts stand on. A function opens it from its environment; tests open one over their own engine and clock. */
export interface Ground {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}
/** As much of the ground as a part needs: `On<'table' | 'clock'>`. */
export type On<Name extends keyof Ground> = Pick<Ground, Name>;

/**
 * A part of the composition.
 * @param make from what it stands on, which may be more than the ground: a port that the function has opened
 */
export const part = <Base extends object, Made>(make: (on: Base) => Made): ((on: Base) => Made) => {
  const made = new WeakMap<Base, { readonly it: Made }>();
  return (on) => {
    const known = made.get(on) ?? { it: make(on) };
    made.set(on, known);
    return known.it;
  };
};

/** The part of a store: one for each table. */
export const storePart = <Store>(StoreOf: new (table: Table) => Store): ((on: On<'table'>) => Store) => {
  const ofTable = /* @__PURE__ */ part((table: Table) => new StoreOf(table));
  return ({ table }) => ofTable(table);
};

/**
 * What a use case is called with: the ground and the parts that it names.
 * `take(on, { customers, findCompany })` has `customers` and `findCompany` beside what `on` holds.
 */
export const take = <Base extends object, Parts extends Readonly<Record<string, (on: Base) => unknown>>>(
  on: Base,
  parts: Parts,
): Readonly<Base & { [Name in keyof Parts]: ReturnType<Parts[Name]> }> => {
  const taken = Object.entries(parts).map(([name, of]) => [name, of(on)]);
  return { ...on, ...(Object.fromEntries(taken) as { [Name in keyof Parts]: ReturnType<Parts[Name]> }) };
};
