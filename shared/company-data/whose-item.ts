/**
 * Whose an item is. Keys of a company begin with it; of what must exist before a company is known (`SYS#…`, `WS#…`, `P#…`)
 * the item itself tells. What names no company at all (migrations, holds and changes of the operator) is nobody's.
 */
import * as z from 'zod';
import type { Item } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';

/** By what events of providers name a company. */
export const CompanyMarksSchema = z.object({
  tenant: z.string(),
  /** Numbers, addresses and account ids under which it is written to. */
  ours: z.array(z.string()),
});
export type CompanyMarks = z.infer<typeof CompanyMarksSchema>;

/** Short names of senders are words that stand in anybody's text. */
const shortestMark = 8;

/** What it owns as long as it owns it: no two companies have the same number. */
export const companyMarks = ({
  tenant,
  inboundNumbers = [],
}: Pick<CompanyValue, 'tenant' | 'inboundNumbers'>): CompanyMarks => ({
  tenant,
  ours: [...new Set(inboundNumbers.map(({ ours }) => ours.toLowerCase()))].filter(
    (ours) => ours.length >= shortestMark && /[@\d]/.test(ours),
  ),
});

/** What partition keys of a company, or of what may be its own, begin with. */
export const partitionsOf = (tenant: string): readonly string[] => [tenantKey(tenant), 'SYS#', 'WS#', 'P#'];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether text of a provider names the company: by the tag that each of its messages carries (a tag of SES, the context of
 * an SMS, WhatsApp's callback data), however often the text was packed as JSON, or by what it is written to.
 */
export const namesCompany = ({ tenant, ours }: CompanyMarks, text: string): boolean => {
  const tags = [
    `tenantId[\\\\"\\s:[]{2,}${escaped(tenant)}["\\\\]`,
    `["\\\\]${escaped(tenant)}\\|[\\w.-]+[|"\\\\]`,
    ...ours.map((each) => `(?<![\\w.+-])${escaped(each)}(?![\\w-])`),
  ];
  return new RegExp(tags.join('|'), 'i').test(text);
};

/**
 * @param readFile text of a file of the bucket: of an event that was too long for an item
 * @returns whether the item is the company's
 */
export const isOfCompany = async (
  marks: CompanyMarks,
  item: Item,
  readFile: (key: string) => Promise<string>,
): Promise<boolean> => {
  const pk = String(item.pk);
  if (pk.startsWith('T#')) return pk.startsWith(tenantKey(marks.tenant));
  if (item.type === 'parkedEvent') return namesCompany(marks, String(item.signal));
  if (item.type === 'keptEvent') {
    const text = typeof item.rawKey === 'string' ? await readFile(item.rawKey) : String(item.raw);
    return namesCompany(marks, text);
  }
  return item.tenant === marks.tenant;
};
