/** A stored item as a line of the file that a person takes along. Pure. */
import { isoTime } from '#platform/clock.ts';
import { jsonLine } from '#shared/processes/json-lines.ts';

/** Fields that hold a time in epoch ms, or a map of times. */
const timeName = /^(?:at|from|to|cut)$|[a-z](?:At|Until|UpTo)$/;
/** Epoch ms of 2001: smaller numbers are no times of ours. */
const earliest = 1e12;

/** What only keys need, and what says nothing of the person. */
const inner = new Set(['tenant', 'hash']);

interface Place {
  readonly name: string;
  readonly parent: string;
}

/** What becomes of a field: its value or another; undefined: it is left out. */
export type ChangeField = (field: string, value: unknown) => unknown;

const carried = (value: unknown, { name, parent }: Place, change: ChangeField): unknown => {
  if (typeof value === 'number') {
    return value > earliest && (timeName.test(name) || timeName.test(parent)) ? isoTime(value) : value;
  }
  if (Array.isArray(value)) return value.map((each) => carried(each, { name, parent }, change));
  // The names of these fields are the company's own.
  if (typeof value !== 'object' || value === null || name === 'metadata') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([field, each]) => [field, change(field, each)] as const)
      .filter(([_field, each]) => each !== undefined)
      .map(([field, each]) => [field, carried(each, { name: field, parent: name }, change)]),
  );
};

/** Times as ISO 8601, and the rest as it is kept but for what `change` says. */
export const recordData = (value: unknown, change: ChangeField): unknown =>
  carried(value, { name: '', parent: '' }, change);

/**
 * Times are ISO 8601, amounts and everything else as they are kept.
 * @param members ids of the person
 */
export const carriedLine = (kind: string, value: unknown, members: readonly string[]): string =>
  jsonLine({
    kind,
    data: recordData(value, (field, each) => {
      if (inner.has(field)) return undefined;
      if (field !== 'messageId' || typeof each !== 'string') return each;
      // An address may be somebody else's too: their messages are not named.
      return members.some((id) => each.startsWith(`${id}-`)) ? each : null;
    }),
  });
