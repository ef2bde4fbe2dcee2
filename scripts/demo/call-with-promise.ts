/** A call that was asked for, its promise to pay, and what the promise holds (C2, C7, C34–C36, Q10). */
import * as z from 'zod';
import { type Customer, customerSchema, type DemoApi, messageSchema } from '../../local/demo/api.ts';
import { expectThat, ok } from './narration.ts';

const pendingSchema = z.looseObject({ pendingCall: z.looseObject({ origin: z.string() }).nullable() });
const recordedSchema = z.looseObject({
  messageId: z.string(),
  status: z.string(),
  result: z.looseObject({ label: z.string() }),
});
const promisedSchema = z.looseObject({ promise: z.looseObject({ date: z.string(), state: z.string() }).nullable() });

/**
 * @param input.to customer with an address for calls at `phone` and one for SMS at `sms`
 * @param input.send asks for a message, which may be refused
 */
export const callWithPromise = async (input: {
  readonly advisor: DemoApi;
  readonly to: Customer;
  readonly phone: number;
  readonly sms: number;
  readonly key: string;
  send(to: Customer, address: number, more: object): Promise<{ readonly status: number; readonly body: unknown }>;
}): Promise<void> => {
  const { advisor, to, key } = input;
  const path = `/v1/conversations/${to.customerId}`;
  const body = { pendingCall: { note: 'Prefiere las mañanas' } };
  const pending = await advisor.take(pendingSchema, 'PUT', `${path}/pending-call`, body);
  expectThat(pending.pendingCall !== null, 'no call is pending');
  ok('llamada pendiente: la conversación está en la bandeja Llamadas');

  const date = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const gestion = {
    result: 'promise_to_pay',
    call: { direction: 'outbound', addressId: to.addresses[input.phone]?.addressId, durationSeconds: 95 },
    promise: { date, amount: 150_000, currency: 'CLP' },
    note: 'Paga por transferencia',
  };
  const idempotencyKey = { 'idempotency-key': key };
  const first = await advisor.take(recordedSchema, 'POST', `${path}/results`, gestion, idempotencyKey);
  const again = await advisor.take(recordedSchema, 'POST', `${path}/results`, gestion, idempotencyKey);
  expectThat(first.messageId === again.messageId, 'the same result was recorded twice');
  ok(`gestión registrada: ${first.result.label} (${first.status}); repetida con la misma clave, sigue siendo una`);

  const { promise } = promisedSchema.parse(await advisor.take(customerSchema, 'GET', `/v1/customers/${to.customerId}`));
  expectThat(promise?.date === date && promise.state === 'open', 'the promise does not stand');
  const automatic = { purpose: 'automatic', origin: { kind: 'flow', id: 'mora', name: 'Mora' } };
  const held = messageSchema.parse((await input.send(to, input.sms, automatic)).body);
  expectThat(held.status === 'skipped', `the automatic message is ${held.status}`);
  const byHand = messageSchema.parse((await input.send(to, input.sms, {})).body);
  expectThat(byHand.status === 'queued', `the message by hand is ${byHand.status}`);
  ok(`promesa hasta ${date}: el mensaje automático se omite, el manual se envía`);
};
