/**
 * Flows, events and campaigns in use: noted when a communication with a new one appears, so that filters can offer them
 * without reading the register (B6, B15).
 */
import { originKinds } from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import type { Clock } from '#platform/clock.ts';
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { OriginChoice, originPartition, originPrefix } from './entities.ts';

/** Most of one kind that are offered: with their names a query of about ten read units. */
const mostOfKind = 300;
/** One under which nothing has been written for so long is offered no more, s. */
const lifeS = 400 * 86_400;
/** Names that one process remembers to have noted. */
const mostKnown = 10_000;

export class OriginStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(tenant: string, kind: Origin['kind']): Promise<readonly Origin[]> {
    const sk = { prefix: originPrefix(kind) };
    const { items } = await this.#table.query({ pk: originPartition(tenant), sk, limit: mostOfKind });
    return items.map((item) => {
      const { id, name } = fromItem(OriginChoice, item).value;
      return { kind, id, name };
    });
  }

  async save(tenant: string, origin: Origin, expiresAt: number): Promise<void> {
    await this.#table.put(OriginChoice, { ...origin, tenant, expiresAt }, 'any');
  }
}

/**
 * Notes an origin: one write for each name, company and process, whatever the number of communications. Of two names of
 * one id the later one stays.
 */
export const createNoteOrigin = (deps: { readonly origins: Pick<OriginStore, 'save'>; readonly clock: Clock }) => {
  const known = new Set<string>();
  return async (tenant: string, origin: Origin): Promise<void> => {
    const name = JSON.stringify([tenant, origin.kind, origin.id, origin.name]);
    if (known.has(name)) return;
    await deps.origins.save(tenant, origin, Math.floor(deps.clock.now() / 1_000) + lifeS);
    if (known.size >= mostKnown) known.clear();
    known.add(name);
  };
};

/** @returns the company's origins, by kind and name */
export const listOrigins = async (
  deps: { readonly origins: Pick<OriginStore, 'list'> },
  tenant: string,
): Promise<{ items: Origin[] }> => {
  const kinds = await Promise.all(originKinds.map((kind) => deps.origins.list(tenant, kind)));
  return { items: kinds.flatMap((found) => found.toSorted((a, b) => a.name.localeCompare(b.name))) };
};
