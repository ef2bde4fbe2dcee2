/**
 * When a schedule's function has something to do next. Whoever walks a clock ahead (the local runner) asks with
 * `tellNext`, and runs no job before its `nextAt` unless something else happens; the scheduler never asks.
 */
import * as z from 'zod';
import { isoTime } from '#platform/clock.ts';
import { nextLocalHour } from '#platform/local-time.ts';

const AskSchema = z.object({ tellNext: z.boolean().default(false) });

/** @returns null: nothing is to come */
interface Told {
  readonly nextAt: string | null;
}

/** @param nextAt epoch ms, infinite where nothing is to come. @returns the answer, with that time where it was asked for */
export const tellingNext = async <Done extends object>(
  event: unknown,
  done: Done,
  nextAt: () => Promise<number>,
): Promise<Done | (Done & Told)> => {
  if (!AskSchema.parse(event).tellNext) return done;
  const next = await nextAt();
  return { ...done, nextAt: Number.isFinite(next) ? isoTime(next) : null };
};

/** The first time after `now` at which the hour begins for one of the companies, epoch ms. */
export const nextHourOf = async (
  tenants: AsyncIterable<string>,
  findCompany: (tenant: string) => Promise<{ readonly timeZone: string }>,
  { hour, now }: { readonly hour: number; readonly now: number },
): Promise<number> => {
  let next = Number.POSITIVE_INFINITY;
  for await (const tenant of tenants) {
    next = Math.min(next, nextLocalHour(now, hour, (await findCompany(tenant)).timeZone));
  }
  return next;
};
