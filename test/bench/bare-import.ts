/** The least that any program must do with a file of rows: read, split, write. Knows nothing of the product. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parse } from 'csv-parse';
import { streamXlsxRows } from 'hucre/xlsx';
import { bucket } from './bare-report.ts';

/** Rows of a batch write, and batches that are under way together: as many as the product writes. */
const [batchRows, batches] = [25, 8];

/** Attributes of an interaction beside the cells of its row, so that the items are of one size. */
const rest = {
  type: 'message',
  v: 1,
  direction: 'outbound',
  phase: 'ended',
  source: 'outside',
  advisorId: 'ana',
  portfolios: ['Norte'],
  customerName: 'Cliente de la prueba',
  facts: [{ kind: 'delivered', at: 1_700_000_000_000, recordedAt: 1_700_000_000_000 }],
  imported: { processId: '0'.repeat(26), digest: '0'.repeat(16) },
};

const textCells = (text: NodeJS.ReadableStream): AsyncIterable<string[]> =>
  text.pipe(parse({ delimiter: ';', bom: true, relax_column_count: true, relax_quotes: true, from_line: 2 }));

async function* sheetCells(bytes: Uint8Array): AsyncGenerator<string[]> {
  for await (const { index, values } of streamXlsxRows(bytes)) if (index > 1) yield values.map(String);
}

/** Writes each row as one item with the keys of the register's first index, without checks, look-ups or resumption. */
export const runBareImport = async (
  { client, tableName, objects }: { client: DynamoDBDocumentClient; tableName: string; objects: S3Client },
  { key, form }: { readonly key: string; readonly form: 'csv' | 'xlsx' },
): Promise<void> => {
  const { Body } = await objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const write = (rows: readonly string[][], from: number) =>
    client.send(
      new BatchWriteCommand({
        RequestItems: {
          [tableName]: rows.map((cells, index) => {
            const number = String(from + index).padStart(12, '0');
            const item = {
              pk: `BARE#${cells[1]}`,
              sk: `MSG#${number}`,
              g1pk: `BARE#${cells[3]}`,
              g1sk: number,
              ...rest,
              ...Object.fromEntries(cells.map((cell, column) => [`cell${column}`, cell])),
            };
            return { PutRequest: { Item: item } };
          }),
        },
      }),
    );
  let rows: string[][] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    const parts = Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, index) => index * batchRows);
    await Promise.all(parts.map((start) => write(rows.slice(start, start + batchRows), written + start)));
    written += rows.length;
    rows = [];
  };
  if (Body === undefined) throw new Error(`There is no ${key}.`);
  // The SDK's type covers browsers as well; in Node it is a stream.
  const cells =
    form === 'csv' ? textCells(Body as NodeJS.ReadableStream) : sheetCells(await Body.transformToByteArray());
  for await (const row of cells) {
    rows.push(row);
    if (rows.length === batchRows * batches) await flush();
  }
  await flush();
};
