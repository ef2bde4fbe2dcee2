/** The account statement of a customer with debts goes out by e-mail, and arrives with its PDF (C11, C27–C30). */
import * as z from 'zod';
import type { Customer, DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok } from './narration.ts';

const documentSchema = z.looseObject({ attachmentId: z.string(), fileName: z.string(), size: z.int() });
const debtorSchema = z.looseObject({
  segment: z.string(),
  debtSummary: z.looseObject({ state: z.string(), balances: z.record(z.string(), z.number()) }),
});
const outboxSchema = z.object({
  emails: z.array(
    z.looseObject({
      destination: z.looseObject({ to: z.array(z.string()).default([]) }),
      attachments: z.array(z.looseObject({ filename: z.string(), content: z.string() })).default([]),
    }),
  ),
});

const dateIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/**
 * @param input.to customer whose first address is the e-mail address `email`
 * @param input.send sends a message, which must be accepted; answers its id
 * @param input.untilDelivered waits until the message has arrived
 */
export const sendStatement = async (input: {
  readonly advisor: DemoApi;
  readonly to: Customer;
  readonly email: string;
  readonly sesEndpoint: string;
  send(to: Customer, address: number, more: object): Promise<string>;
  untilDelivered(messageId: string): Promise<unknown>;
}): Promise<void> => {
  const { advisor, to, email } = input;
  const path = `/v1/customers/${to.customerId}`;
  const debts = [
    { code: 'OP-1', dueDate: dateIn(-40), balance: 150_000, currency: 'CLP', state: 'overdue' },
    { code: 'OP-2', dueDate: dateIn(20), balance: 80_000, currency: 'CLP', state: 'current' },
  ];
  for (const debt of debts) await advisor.take(z.unknown(), 'PUT', `${path}/debts`, debt);
  const { segment, debtSummary } = await advisor.take(debtorSchema, 'GET', path);
  expectThat(debtSummary.balances.CLP === 230_000, `the debts sum up to ${JSON.stringify(debtSummary.balances)}`);
  ok(`dos deudas por $230.000, la más antigua vencida hace 40 días: segmento ${segment}`);

  const statement = await advisor.take(documentSchema, 'POST', `${path}/account-statement`, { format: 'pdf' });
  const subject = 'Tu estado de cuenta';
  const body = 'Hola, adjuntamos tu estado de cuenta de hoy.';
  const messageId = await input.send(to, 0, { subject, body, attachments: [statement.attachmentId] });
  await input.untilDelivered(messageId);
  const { emails } = outboxSchema.parse(await (await fetch(`${input.sesEndpoint}/store`)).json());
  const files = emails.findLast(({ destination }) => destination.to.includes(email))?.attachments ?? [];
  const bytes = Buffer.from(files[0]?.content ?? '', 'base64');
  expectThat(files.length === 1 && files[0]?.filename === statement.fileName, 'the statement did not go along');
  expectThat(bytes.length === statement.size && bytes.subarray(0, 5).toString() === '%PDF-', 'it is not the PDF');
  ok(`${statement.fileName} (${Math.ceil(statement.size / 1024)} KB) salió por correo y está entregado`);
};
