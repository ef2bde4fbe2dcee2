/** Somebody unknown calls, and nobody takes the call: the inbox from the missed call to its result (C33–C36, D13). */
import * as z from 'zod';
import { customerSchema, type DemoApi } from '../../local/demo/api.ts';
import { expectThat, ok, until } from './narration.ts';

const callSchema = z.looseObject({ unmatchedId: z.string().nullable() });
const madeSchema = z.looseObject({ customerId: z.string() });
const inboxSchema = z.looseObject({
  items: z.array(
    z.looseObject({ customerId: z.string(), bold: z.boolean(), pendingCall: z.boolean(), managed: z.boolean() }),
  ),
});

/** @param input.phone a number that nobody has */
export const unknownCaller = async (input: {
  readonly advisor: DemoApi;
  readonly phone: string;
  readonly name: string;
  readonly callId: string;
}): Promise<void> => {
  const { advisor, phone, name, callId } = input;
  const report = { from: phone, answered: false, callId };
  const { unmatchedId } = await advisor.take(callSchema, 'POST', '/v1/inbound/calls', report);
  const again = await advisor.take(callSchema, 'POST', '/v1/inbound/calls', report);
  expectThat(unmatchedId !== null && again.unmatchedId === unmatchedId, 'the unknown call does not wait, once');
  ok(`llamada perdida de ${phone}, que nadie conoce; avisada dos veces, sigue siendo una`);

  const path = `/v1/inbound/unmatched/${unmatchedId}/customer`;
  const { customerId } = await advisor.take(madeSchema, 'POST', path, { name });
  const row = (tray: string, wanted: (item: z.output<typeof inboxSchema>['items'][number]) => boolean) =>
    until(`the conversation among ${tray}`, async () => {
      const { items } = await advisor.take(inboxSchema, 'GET', `/v1/conversations?tray=${tray}&limit=100`);
      return items.find((item) => item.customerId === customerId && wanted(item));
    });
  await row('calls', ({ bold, pendingCall }) => bold && pendingCall);
  ok(`${name} es cliente, su conversación está en negrita y en la bandeja Llamadas`);

  const customer = await advisor.take(customerSchema, 'GET', `/v1/customers/${customerId}`);
  const call = { direction: 'outbound', addressId: customer.addresses[0]?.addressId, durationSeconds: 60 };
  const result = { result: 'already_paid', call };
  await advisor.take(z.unknown(), 'POST', `/v1/conversations/${customerId}/results`, result);
  await row('received', ({ bold, pendingCall, managed }) => !bold && !pendingCall && managed);
  ok('devuelta la llamada y registrada la gestión: sin negrita, gestionada');
};
