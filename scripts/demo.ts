/**
 * `npm run demo`: plays the main job against the running system and prints each step. Ends with exit code 1 when
 * anything is not as it should be. Can be run again and again on the same data: it makes customers of its own.
 */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import {
  type Answer,
  type Customer,
  customerSchema,
  DemoApi,
  fetchToken,
  messageSchema,
  templateSchema,
} from '../local/demo/api.ts';
import { answerByMail } from './demo/answer-by-mail.ts';
import { callWithPromise } from './demo/call-with-promise.ts';
import { compareReport } from './demo/compare-report.ts';
import { exportRegister } from './demo/export-register.ts';
import { importDebts } from './demo/import-debts.ts';
import { importHistory } from './demo/import-history.ts';
import { listen } from './demo/listen.ts';
import { expectThat, fail, ok, step, until } from './demo/narration.ts';
import { sendStatement } from './demo/send-statement.ts';
import { unknownCaller } from './demo/unknown-caller.ts';

const { values } = parseArgs({ options: { outputs: { type: 'string', default: '.local/outputs.json' } } });
if (!existsSync(values.outputs)) {
  fail(`Nothing runs here: ${values.outputs} does not exist. Start the system with "npm start" first.`);
}
const outputs = z
  .looseObject({
    ApiUrl: z.url(),
    SocketUrl: z.url(),
    ControlUrl: z.url(),
    SesEndpoint: z.url(),
    SmsEndpoint: z.url(),
  })
  .parse(JSON.parse(readFileSync(values.outputs, 'utf8')));

const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

const signIn = (role: string): Promise<DemoApi> => DemoApi.signIn(outputs, 'demo', role);

const [advisor, supervisor] = [await signIn('advisor'), await signIn('supervisor')];
const run = Date.now().toString(36);
let keys = 0;

const customer = (customerId: string) => advisor.take(customerSchema, 'GET', `/v1/customers/${customerId}`);

const create = (name: string, addresses: readonly object[]): Promise<Customer> =>
  advisor.take(customerSchema, 'POST', '/v1/customers', { name: `${name} (demo ${run})`, addresses });

const sendRequest = (to: Customer, address: number, more: object = {}): Promise<Answer> => {
  const target = to.addresses[address];
  const content = 'templateId' in more ? {} : { body: 'Tu cuota vence mañana. ¿Te ayudamos?' };
  const subject = target?.channel === 'email' ? { subject: 'Aviso de vencimiento' } : {};
  const body = { customerId: to.customerId, addressId: target?.addressId, ...content, ...subject, ...more };
  keys += 1;
  return advisor.call('POST', '/v1/messages', body, { 'idempotency-key': `demo-${run}-${keys}` });
};

const send = async (to: Customer, address: number, more: object = {}): Promise<string> => {
  const answer = await sendRequest(to, address, more);
  expectThat(answer.status === 202, `the message was refused: ${JSON.stringify(answer.body)}`);
  return messageSchema.parse(answer.body).messageId;
};

const statusOf = async (messageId: string) =>
  (await advisor.take(messageSchema, 'GET', `/v1/messages/${messageId}`)).status;

const untilStatus = async (messageId: string, ...wanted: readonly string[]): Promise<string> =>
  until(`message to be ${wanted.join(' or ')}`, async () => {
    const status = await statusOf(messageId);
    return wanted.includes(status) ? status : undefined;
  });

const untilAlert = (customerId: string, address: number) =>
  until('an alert', async () => (await customer(customerId)).addresses[address]?.alert ?? undefined);

const untilContactability = (customerId: string, wanted: string): Promise<Customer> =>
  until(`contactability ${wanted}`, async () => {
    const found = await customer(customerId);
    return found.contactability === wanted ? found : undefined;
  });

const problemSchema = z.looseObject({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.looseObject({ code: z.string() })).default([]),
});
const checkSchema = z.looseObject({
  allowed: z.boolean(),
  reasons: z.array(z.looseObject({ code: z.string(), detail: z.string(), nextAction: z.string().optional() })),
});

/** Asks both ways, and expects the same answer: the send is refused, and contact-check says why. */
const expectBlocked = async (to: Customer, address: number, code: string): Promise<void> => {
  const addressId = to.addresses[address]?.addressId ?? '';
  const path = `/v1/customers/${to.customerId}/contact-check?addressId=${addressId}`;
  const check = await advisor.take(checkSchema, 'GET', path);
  const refused = await sendRequest(to, address);
  const problem = problemSchema.parse(refused.body);
  expectThat(
    !check.allowed && check.reasons.some((reason) => reason.code === code),
    `contact-check does not say ${code}`,
  );
  expectThat(refused.status === 409, `the send answered ${refused.status} instead of 409`);
  const codes = problem.errors.length > 0 ? problem.errors.map((error) => error.code) : [problem.code];
  expectThat(codes.includes(code), `the send was refused for ${codes.join(', ')}, not for ${code}`);
  for (const reason of check.reasons) ok(`${reason.code}: ${reason.detail} → ${reason.nextAction ?? ''}`);
};

/** A number that ends in one of Meta's error codes and that nobody has yet. */
const numberWithoutWhatsApp = async (): Promise<string> => {
  const page = z.looseObject({ items: z.array(z.unknown()) });
  for (;;) {
    const number = `+573${String(randomInt(1_000)).padStart(3, '0')}131026`;
    const { items } = await advisor.take(page, 'GET', `/v1/customers?q=${encodeURIComponent(number)}`);
    if (items.length === 0) return number;
  }
};

const mobile = (ending: string) =>
  `+5699${String(randomInt(10_000_000)).padStart(7, '0')}`.slice(0, -ending.length) + ending;

await step('1. Crear clientes (create customers)');
const [phone, otherPhone] = [mobile('7'), mobile('7')];
const ana = await create('Ana Bustamante', [
  { channel: 'email', value: `ana.${run}@correo.example` },
  { channel: 'sms', value: phone },
  { channel: 'whatsapp', value: mobile('8') },
]);
const bruno = await create('Bruno Salinas', [
  { channel: 'email', value: `nobody.${run}@correo.example` },
  { channel: 'sms', value: mobile('0000') },
]);
const carla = await create('Carla Zúñiga', [
  { channel: 'whatsapp', value: await numberWithoutWhatsApp() },
  { channel: 'sms', value: otherPhone },
]);
for (const { name, contactability } of [ana, bruno, carla].map((one) => ({ ...one, name: String(one.name) }))) {
  ok(`${name}: ${contactability}`);
}

await step('2. Enviar por tres canales (send on three channels)');
const template = await supervisor.take(templateSchema, 'POST', '/v1/templates', {
  channel: 'whatsapp',
  name: `demo_${run}`,
  body: 'Hola {{customerFirstName}}, te escribimos de {{companyName}}.',
  state: 'pending',
});
const { templateId } = template;
const approved = await until('Meta to approve the template', async () => {
  const { state } = await supervisor.take(templateSchema, 'GET', `/v1/templates/${templateId}`);
  return state === 'approved' ? state : undefined;
});
ok(`plantilla de WhatsApp, enviada a Meta: ${approved}`);
const sent = [await send(ana, 0), await send(ana, 1), await send(ana, 2, { templateId })];
for (const [index, messageId] of sent.entries()) {
  ok(`${ana.addresses[index]?.channel}: ${await untilStatus(messageId, 'delivered', 'read')}`);
}

await step('3. Fallos en los proveedores (failures at the providers)');
const failing = [await send(bruno, 0), await send(carla, 0, { templateId })];
for (const messageId of failing) ok(`mensaje: ${await untilStatus(messageId, 'failed')}`);

await step('4. Alertas de contactabilidad (alerts)');
for (const one of [bruno, carla]) {
  const alert = await untilAlert(one.customerId, 0);
  ok(`${one.addresses[0]?.channel}: ${alert.reason} (${alert.code}) — ${alert.diagnostic ?? ''}`);
}

await step('5. Envíos bloqueados, con sus motivos (blocked sends)');
await expectBlocked(bruno, 0, 'ADDRESS_ALERTED');
expectThat((await untilContactability(bruno.customerId, 'problems')).contactability === 'problems', 'not "problems"');
ok('Bruno: con problemas de contactabilidad; su SMS sigue disponible');

await step('6. No contactable');
await untilStatus(await send(bruno, 1), 'failed');
const none = await untilContactability(bruno.customerId, 'none');
expectThat(none.segment === 'No contactable', `the segment is ${none.segment}`);
await expectBlocked(none, 1, 'CUSTOMER_NOT_CONTACTABLE');
const rows = z.looseObject({ items: z.array(z.looseObject({ customerId: z.string() })) });
await until('the filter to find him', async () => {
  const found = await advisor.take(rows, 'GET', `/v1/customers?contactability=none&q=${run}`);
  return found.items.some(({ customerId }) => customerId === bruno.customerId) || undefined;
});
ok('Bruno está en el segmento No contactable y el filtro lo encuentra');

await step('7. Eliminar la alerta, reemplazar el dato (clear and replace)');
const [email, sms] = none.addresses;
const clear = `/v1/customers/${bruno.customerId}/addresses/${email?.addressId}/alert/clear`;
await advisor.take(z.unknown(), 'POST', clear, { reason: 'verified' });
await untilContactability(bruno.customerId, 'problems');
expectThat((await statusOf(failing[0] ?? '')) === 'failed', 'clearing changed what had failed');
ok('alerta del correo eliminada: se puede volver a enviar, nada se reenvía solo');
const replace = `/v1/customers/${bruno.customerId}/addresses/${sms?.addressId}`;
const replaced = await advisor.take(customerSchema, 'PUT', replace, { value: mobile('7') });
const position = replaced.addresses.findIndex(({ channel }) => channel === 'sms');
expectThat(replaced.addresses[position]?.addressId !== sms?.addressId, 'the replaced address kept its id');
await untilContactability(bruno.customerId, 'ok');
ok(`SMS reemplazado: ${await untilStatus(await send(replaced, position), 'delivered')}`);

await step('8. Respuesta del cliente (inbound reply)');
const settings = await advisor.take(
  z.looseObject({
    timeZone: z.string(),
    senders: z.looseObject({ sms: z.looseObject({ originationIdentity: z.string() }) }),
  }),
  'GET',
  '/v1/settings',
);
const reply = (from: string, body: string) =>
  post(`${outputs.SmsEndpoint}/_control/inbound`, { from, to: settings.senders.sms.originationIdentity, body });
await reply(phone, 'Ya pagué, gracias');
const inbound = z.looseObject({ items: z.array(z.looseObject({ preview: z.string().nullable() })) });
await until('the inbound interaction', async () => {
  const path = `/v1/interactions?customerId=${ana.customerId}&direction=inbound`;
  const { items } = await advisor.take(inbound, 'GET', path);
  return items.some(({ preview }) => preview === 'Ya pagué, gracias') || undefined;
});
ok('la respuesta es una interacción entrante de Ana');

await step('9. BAJA (opt-out by keyword)');
await reply(otherPhone, ' Baja. ');
const optedOut = await until('the DND entry', async () => {
  const found = await customer(carla.customerId);
  return found.dnd.some(({ channel, source }) => channel === 'sms' && source === 'opt_out') ? found : undefined;
});
await expectBlocked(optedOut, 1, 'CONTACT_DND');
expectThat(optedOut.addresses[1]?.alert === null, 'an opt-out made an alert');

const nightRun = async (at: string): Promise<void> => {
  const answer = await post(`${outputs.ControlUrl}/tick`, { at });
  expectThat(answer.ok, `the night run failed: ${await answer.text()}`);
};

await step('10. Informe nocturno (night run), descarga y comparación con el registro');
await compareReport({
  advisor,
  supervisor,
  timeZone: settings.timeZone,
  expected: [...sent, ...failing],
  async scheduleAndCancel(sendAt) {
    const messageId = await send(ana, 1, { sendAt });
    await advisor.take(z.unknown(), 'POST', `/v1/messages/${messageId}/cancel`);
    return messageId;
  },
  nightRun,
});

await step('11. Llamada con promesa de pago (a call with a promise)');
const dora = await create('Dora Leiva', [
  { channel: 'call', value: mobile('5') },
  { channel: 'sms', value: mobile('7') },
]);
await callWithPromise({ advisor, to: dora, phone: 0, sms: 1, key: `call-${run}`, send: sendRequest });

await step('12. Cambio en vivo por WebSocket (a live change)');
const listener = await listen(outputs.SocketUrl, await fetchToken(outputs, 'demo', 'viewer'));
const watched = await send(ana, 0);
// One that is delivered at once may never be told as sent.
await listener.heard('the event of delivered', (event) => event.messageId === watched && event.status === 'delivered');
ok('otra persona ve el mensaje pasar a delivered, sin preguntar');
listener.stop();

await step('13. Respuesta por correo (an answer by e-mail)');
const correo = `elena.${run}@clientes.example`;
const elena = await create('Elena Soto', [{ channel: 'email', value: correo }]);
await untilStatus(await send(elena, 0), 'delivered');
await answerByMail({ advisor, to: elena, email: correo, sesEndpoint: outputs.SesEndpoint });

await step('14. Estado de cuenta por correo (a statement sent)');
await sendStatement({
  advisor,
  to: elena,
  email: correo,
  sesEndpoint: outputs.SesEndpoint,
  send,
  untilDelivered: (messageId) => untilStatus(messageId, 'delivered', 'read'),
});

await step('15. Llamada de un desconocido en la bandeja (an unknown caller in the inbox)');
await unknownCaller({ advisor, phone: mobile('3'), name: `Fabián Rey (demo ${run})`, callId: `call-${run}` });

await step('16. Importar historia con errores y corregirla (an import with errors, corrected)');
await importHistory({ advisor, supervisor, number: 30_000_000 + randomInt(60_000_000) });

await step('17. Importar deudas, y saldar las que ya no vienen (debts, and those that are missing settled)');
await importDebts({ advisor, supervisor, number: 30_000_000 + randomInt(60_000_000) });

await step('18. Descarga del registro: 45 días (an export of 45 days)');
await exportRegister({ supervisor, timeZone: settings.timeZone, nightRun });

process.stdout.write('\nTodo como debe ser (all as it should be).\n');
