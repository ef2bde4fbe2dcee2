/**
 * Goes through a company and asks every invariant (reliability §5.1). What is wrong is looked at a second time after a
 * pause, since a projection may only be on its way; what is wrong then, on the same base, is repaired where it is derived,
 * and reported where it is not. A page at a time, so that memory is bounded and another worker goes on behind it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { reasonOf } from '#platform/errors.ts';
import { inParallel } from '#platform/in-parallel.ts';
import type { Log } from '#platform/log.ts';
import type { Damage, Look, Walk } from '#platform/table/invariant.ts';
import type { IntegrityRecord } from '#shared/processes/entities.ts';

export interface CheckDeps {
  /** In the order in which they are gone through. */
  readonly walks: readonly Walk[];
  readonly log: Pick<Log, 'error' | 'warn' | 'count'>;
  /** Between two looks at the same damage, ms. Default 10 s: projections follow within a second. */
  readonly confirmAfterMs?: number;
}

/** Subjects that are judged at the same time. */
const concurrency = 8;
/** Findings that are kept word for word; all are counted. */
const mostFindings = 100;

const PositionSchema = z.object({ walk: z.number(), after: z.unknown() });
type Position = z.infer<typeof PositionSchema>;

const nameOf = ({ invariant, place, what, basis }: Damage): string => [invariant, place, what, basis].join('\n');
const placeOf = ({ invariant, place }: Pick<Damage, 'invariant' | 'place'>): string => `${invariant}\n${place}`;

type Finding = IntegrityRecord['findings'][number];

export class CompanyCheck {
  readonly #deps: CheckDeps;
  readonly #tenant: string;
  #position: Position;
  #record: IntegrityRecord;

  constructor(
    deps: CheckDeps,
    tenant: string,
    from: { readonly checkpoint: string | null; readonly record: IntegrityRecord },
  ) {
    this.#deps = deps;
    this.#tenant = tenant;
    this.#position =
      from.checkpoint === null ? { walk: 0, after: null } : PositionSchema.parse(JSON.parse(from.checkpoint));
    this.#record = from.record;
  }

  get record(): IntegrityRecord {
    return this.#record;
  }

  get checkpoint(): string {
    return JSON.stringify(this.#position);
  }

  /** Judges the next page, and repairs what it can. @returns false when there is none */
  async nextPage(): Promise<boolean> {
    const walk = this.#deps.walks[this.#position.walk];
    if (walk === undefined) return false;
    const { looks, after } = await walk.page(this.#tenant, this.#position.after ?? undefined);
    const findings = await this.#judge(looks);
    this.#note(looks.length, findings);
    this.#position =
      after === undefined ? { walk: this.#position.walk + 1, after: null } : { ...this.#position, after };
    return this.#position.walk < this.#deps.walks.length;
  }

  async #judge(looks: readonly Look[]): Promise<readonly Finding[]> {
    const suspects: { readonly look: Look; readonly seen: ReadonlySet<string> }[] = [];
    await inParallel(looks, concurrency, async (look) => {
      const damages = await this.#look(look);
      if (damages.length > 0) suspects.push({ look, seen: new Set(damages.map(nameOf)) });
    });
    if (suspects.length === 0) return [];
    await sleep(this.#deps.confirmAfterMs ?? 10_000);
    const findings: Finding[] = [];
    await inParallel(suspects, concurrency, async ({ look, seen }) => {
      const confirmed = (await this.#look(look)).filter((damage) => seen.has(nameOf(damage)));
      findings.push(...(await this.#repair(look, confirmed)));
    });
    return findings;
  }

  async #repair(look: Look, confirmed: readonly Damage[]): Promise<readonly Finding[]> {
    if (confirmed.length === 0) return [];
    for (const { invariant, repair } of confirmed) {
      try {
        await repair?.();
      } catch (error) {
        // Looked at again below: it stays as a finding that is not repaired.
        this.#deps.log.error('not repaired', { tenant: this.#tenant, code: invariant, reason: reasonOf(error) });
      }
    }
    const still = new Set((await this.#look(look)).map(placeOf));
    return confirmed.map(({ invariant, place, what, repair }) => ({
      invariant,
      place,
      what,
      repaired: repair !== undefined && !still.has(placeOf({ invariant, place })),
    }));
  }

  async #look(look: Look): Promise<readonly Damage[]> {
    try {
      return await look();
    } catch (error) {
      this.#deps.log.error('not judged', { tenant: this.#tenant, reason: reasonOf(error) });
      const invariant = this.#deps.walks[this.#position.walk]?.name ?? 'walk';
      return [{ invariant, place: '', what: 'not to be judged: the log of schedules-integrity says why', basis: '' }];
    }
  }

  #note(checked: number, findings: readonly Finding[]): void {
    const repaired = findings.filter((finding) => finding.repaired).length;
    const left = findings.length - repaired;
    for (const { invariant, place, what, repaired: isRepaired } of findings) {
      const fields = { tenant: this.#tenant, code: invariant, reason: `${place}: ${what}` };
      this.#deps.log.warn(isRepaired ? 'damage repaired' : 'damage found', fields);
    }
    if (repaired > 0) this.#deps.log.count('IntegrityRepaired', repaired);
    if (left > 0) this.#deps.log.count('IntegrityDamage', left);
    const { record } = this;
    this.#record = {
      checked: record.checked + checked,
      repaired: record.repaired + repaired,
      left: record.left + left,
      // What is left is what people must see: it goes first.
      findings: [...record.findings, ...findings]
        .toSorted((a, b) => Number(a.repaired) - Number(b.repaired))
        .slice(0, mostFindings),
    };
  }
}
