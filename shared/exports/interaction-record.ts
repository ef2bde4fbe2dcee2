/** An interaction as a record of the report: the columns of the register, in the company's language (B4–B22). Pure. */
import { type InteractionColumn, interactionColumns, nightReportColumns } from '#contract/interaction-columns.ts';
import type { Interaction } from '#contract/interactions.ts';
import {
  type ContactReasonCode,
  channelLabels,
  contactReasons,
  type Direction,
  type Label,
  statusGlossary,
} from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import { type CellKind, csvCell, csvRecord } from '#shared/processes/csv.ts';
import { createTimestamps, type RecordFormat } from './record-format.ts';

const directionLabels: Readonly<Record<Direction, Label>> = {
  outbound: { es: 'saliente', en: 'outbound' },
  inbound: { es: 'entrante', en: 'inbound' },
};
const originLabels: Readonly<Record<Origin['kind'], Label>> = {
  flow: { es: 'flujo', en: 'flow' },
  event: { es: 'evento', en: 'event' },
  campaign: { es: 'campaña', en: 'campaign' },
};
const sourceLabels: Readonly<Record<Interaction['source'], Label>> = {
  platform: { es: 'plataforma', en: 'platform' },
  outside: { es: 'externa', en: 'outside' },
};
/** Communications are feminine in Spanish (Q14). */
const statusLabels = new Map<string, Label>(statusGlossary.map((entry) => [entry.status, entry.communication]));

/** The id of a user, which files for people replace by the name. */
const authorCell = (author: Interaction['author']): string | null => {
  if (author === null) return null;
  if (author.kind === 'api') return 'API';
  return author.kind === 'user' ? author.id : author.name;
};

const isReason = (code: string): code is ContactReasonCode => code in contactReasons;

const separator = '; ';

/** Recipients of phone channels are E.164 numbers, which begin with `+`. */
const kinds: Partial<Record<InteractionColumn, CellKind>> = { recipient: 'phone' };

/** @param columns in this order; all of the register without it */
export const createInteractionRecords = (
  format: RecordFormat,
  columns: readonly InteractionColumn[] = nightReportColumns,
) => {
  const { language } = format;
  const local = createTimestamps(format);
  const time = (iso: string | null): string | null => (iso === null ? null : local(Date.parse(iso)));
  const label = (found: Label | undefined): string | null => found?.[language] ?? null;
  const values: Readonly<Record<InteractionColumn, (row: Interaction) => string | null>> = {
    messageId: (row) => row.messageId,
    customerName: (row) => row.customerName,
    documentType: (row) => row.documentType,
    documentNumber: (row) => row.documentNumber,
    direction: (row) => directionLabels[row.direction][language],
    channel: (row) => channelLabels[row.channel][language],
    recipient: (row) => row.recipient,
    status: (row) => label(statusLabels.get(row.status)) ?? row.status,
    subject: (row) => row.subject,
    preview: (row) => row.preview,
    originKind: (row) => (row.origin === null ? null : originLabels[row.origin.kind][language]),
    originName: (row) => row.origin?.name ?? null,
    templateName: (row) => row.template?.name ?? null,
    scheduledAt: (row) => time(row.scheduledAt),
    sentAt: (row) => time(row.sentAt),
    portfolios: (row) => row.portfolios.join(separator),
    segment: (row) => row.segment,
    advisorId: (row) => row.advisorId,
    author: (row) => authorCell(row.author),
    previousMessageId: (row) => row.previousMessageId,
    errorCode: (row) => row.failure?.code ?? row.reasons.join(separator),
    errorMessage: (row) =>
      row.failure === null
        ? row.reasons.map((code) => (isReason(code) ? contactReasons[code][language] : code)).join(' ')
        : row.failure.message,
    source: (row) => sourceLabels[row.source][language],
    result: (row) => row.result?.label ?? null,
  };
  const cells = columns.map((column) => ({ read: values[column], kind: kinds[column] ?? 'text' }) as const);
  return {
    header: csvRecord(columns.map((column) => csvCell(interactionColumns[column][language]))),
    record: (row: Interaction): string => csvRecord(cells.map(({ read, kind }) => csvCell(read(row), kind))),
    /** The values without any escaping, in the order of the columns. */
    values: (row: Interaction): (string | null)[] => cells.map(({ read }) => read(row)),
  };
};
