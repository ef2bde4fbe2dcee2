/** The register as it is shown, and as a file of it must tell it (B4–B22). */
import * as z from 'zod';
import type { DemoApi } from '../../local/demo/api.ts';
import { expectThat, fail } from './narration.ts';

const labelSchema = z.object({ es: z.string(), en: z.string() });
const glossarySchema = z.looseObject({
  items: z.array(z.looseObject({ status: z.string(), communication: labelSchema })),
});
const rowSchema = z.looseObject({
  messageId: z.string(),
  channel: z.enum(['email', 'sms', 'whatsapp', 'call']),
  scheduledAt: z.string(),
  customerName: z.string(),
  documentNumber: z.string().nullable(),
  recipient: z.string().nullable(),
  status: z.string(),
  subject: z.string().nullable(),
  preview: z.string().nullable(),
  origin: z.looseObject({ name: z.string() }).nullable(),
  template: z.looseObject({ name: z.string() }).nullable(),
  segment: z.string().nullable(),
  author: z.looseObject({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  previousMessageId: z.string().nullable(),
  sentAt: z.string().nullable(),
  failure: z.looseObject({ code: z.string(), message: z.string().nullable() }).nullable(),
});
export type RegisterRow = z.output<typeof rowSchema>;

/** All rows of a range of local dates, both ends counted. */
export const registerOf = async (api: DemoApi, from: string, to: string): Promise<RegisterRow[]> => {
  const page = z.looseObject({ items: z.array(rowSchema), nextCursor: z.string().optional() });
  const rows: RegisterRow[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await api.take(page, 'GET', `/v1/interactions?from=${from}&to=${to}&limit=100${more}`);
    rows.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return rows;
};

/** Words of the statuses. */
export const statusLabels = async (api: DemoApi): Promise<ReadonlyMap<string, string>> => {
  const { items } = await api.take(glossarySchema, 'GET', '/v1/interactions/glossary');
  return new Map(items.map(({ status, communication }) => [status, communication.es]));
};

/** How a file tells what the register holds as ids and instants. */
export interface Telling {
  readonly labels: ReadonlyMap<string, string>;
  /** The cell of who sent it; null, undefined: empty. */
  author(row: RegisterRow): string | null | undefined;
  /** The cell of the communication before; undefined: what it must hold is not known here. */
  previous(row: RegisterRow): string | undefined;
  /** Whether the cell tells when the row left. */
  leftAt(cell: string, row: RegisterRow): boolean;
}

/** Ends the demo where the record of the file is not as the row of the register. */
export const compareRow = (row: RegisterRow, found: Record<string, string> | undefined, telling: Telling): void => {
  const record = found ?? fail(`message ${row.messageId} of the register is not in the file`);
  const pairs: readonly (readonly [string, string | null | undefined])[] = [
    ['Cliente', row.customerName],
    ['Número identificador único', row.documentNumber],
    ['Destinatario', row.recipient],
    ['Estado', telling.labels.get(row.status)],
    ['Asunto', row.subject],
    ['Comunicación', row.preview],
    ['Flujo, evento o campaña', row.origin?.name],
    ['Plantilla utilizada', row.template?.name],
    ['Segmento', row.segment],
    ['Enviado por', telling.author(row)],
    ['Última comunicación asociada', telling.previous(row) ?? record['Última comunicación asociada']],
    ...(row.failure === null
      ? []
      : ([
          ['Código de error', row.failure.code],
          ['Mensaje de error', row.failure.message],
        ] as const)),
  ];
  for (const [column, value] of pairs) {
    const cell = record[column] ?? '';
    expectThat(
      cell === (value ?? ''),
      `${row.messageId}, ${column}: "${cell}" in the file, "${value ?? ''}" in the register`,
    );
  }
  const sent = record['Fecha de envío real'] ?? '';
  expectThat(telling.leftAt(sent, row), `${row.messageId}: sent ${sent} in the file, ${row.sentAt} in the register`);
};
