/**
 * Reads what an import of debts has left in the table by itself: plain SDK calls over the whole local table, the names of
 * the attributes as they stand there, nothing of the product.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const DebtSchema = z.looseObject({
  customerId: z.string(),
  code: z.string(),
  balance: z.number(),
  state: z.string(),
});
const CustomerSchema = z.looseObject({
  customerId: z.string(),
  documentNumber: z.string(),
  debtSummary: z.looseObject({ balances: z.record(z.string(), z.number()) }),
});

export interface StoredDebts {
  /** By document and code. */
  readonly debts: ReadonlyMap<string, z.infer<typeof DebtSchema>>;
  /** Changes of debts on record. */
  readonly changes: number;
  /** What the open debts of each customer add up to, and what its summary says. */
  readonly balances: ReadonlyMap<string, { readonly summed: number; readonly told: number }>;
}

export const readDebts = async (input: {
  readonly endpoint: string;
  readonly tableName: string;
}): Promise<StoredDebts> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: input.endpoint, region: 'us-east-1', credentials }),
  );
  const found: z.infer<typeof DebtSchema>[] = [];
  const customers = new Map<string, z.infer<typeof CustomerSchema>>();
  let changes = 0;
  const pages = paginateScan({ client }, { TableName: input.tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      if (item.type === 'debt') found.push(DebtSchema.parse(item));
      if (item.type === 'debtChange') changes += 1;
      if (item.type === 'customer') {
        const customer = CustomerSchema.parse(item);
        customers.set(customer.customerId, customer);
      }
    }
  }
  client.destroy();
  const sums = new Map<string, number>();
  const debts = new Map(
    found.map((debt) => {
      const { customerId, code, balance, state } = debt;
      if (state !== 'paid') sums.set(customerId, (sums.get(customerId) ?? 0) + balance);
      return [`${customers.get(customerId)?.documentNumber} ${code}`, debt];
    }),
  );
  const balances = new Map(
    [...customers.values()].map(({ customerId, debtSummary }) => [
      customerId,
      { summed: sums.get(customerId) ?? 0, told: debtSummary.balances.CLP ?? 0 },
    ]),
  );
  return { debts, changes, balances };
};
