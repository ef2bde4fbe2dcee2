/** A stored item as a line of the company's export (ADR 69). Pure. */
import { createHash } from 'node:crypto';
import { fromItem, type Item } from '#platform/table/kernel.ts';
import { type ChangeField, recordData } from '#shared/privacy/carried-record.ts';
import { Process } from '#shared/processes/entities.ts';
import { jsonLine } from '#shared/processes/json-lines.ts';
import { processAnswer } from '#shared/processes/rules.ts';
import type { ExportFile } from '#shared/stored-kinds/export-files.ts';
import { storedKinds } from '#shared/stored-kinds/stored-kinds.ts';

/** What only keys and workers need. */
const inner = new Set(['tenant', 'dueAt', 'waitsIn', 'ownersDueAt', 'ownersAfter', 'pending']);

/** The same address has the same mark in every file, which is not the key under which it lies here. */
const markOf = (hash: string): string => createHash('sha256').update(`export ${hash}`).digest('hex').slice(0, 20);

const changeField: ChangeField = (field, value) => {
  if (inner.has(field)) return undefined;
  return field === 'hash' && typeof value === 'string' ? markOf(value) : value;
};

const kinds = new Map(
  storedKinds.flatMap(({ form, exported }) => (exported === null ? [] : [[form.type, { form, exported }] as const])),
);

export interface ExportedRecord {
  readonly file: ExportFile;
  readonly line: string;
}

/**
 * Times are ISO 8601, amounts in the minor unit of their currency; processes as the API tells them.
 * @param now epoch ms, as of which processes are told
 * @returns undefined: the item is a copy, a key, or a mark of work
 * @throws ZodError when the item cannot be read
 */
export const exportedRecord = (item: Item, now: number): ExportedRecord | undefined => {
  const kind = kinds.get(String(item.type));
  if (kind === undefined) return undefined;
  const told =
    kind.form.type === Process.type ? processAnswer(fromItem(Process, item).value, now) : kind.form.read(item);
  return { file: kind.exported, line: jsonLine(recordData(told, changeField)) };
};
