/** What a send reads: the company, the gate and the address once each, whatever the message carries (F12). */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Item } from '#platform/table/kernel.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import { Message, messageKey } from '#shared/messaging/ledger/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { World } from '../support/delivery-world.ts';
import type { Fault } from '../support/faults.ts';

let engines: DeliveryEngines;
beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());

/** Counts single reads by the kind of the item's key. */
const counting = () => {
  const reads: Record<string, number> = {};
  const fault: Fault = (call, send) => {
    if (call.name === 'GetCommand') {
      const { Key } = (call.command as { readonly input: { readonly Key: Item } }).input;
      const sk = String(Key.sk);
      reads[sk] = (reads[sk] ?? 0) + 1;
    }
    return send();
  };
  return { reads, fault };
};

it.each([
  ['a text', false],
  ['a message with a file', true],
])('%s is sent with one read of each', async (_, hasFile) => {
  const world = await World.create(engines);
  const { tenant } = world;
  const person = await world.addPerson({ email: 'ana@uno.example' });
  const { status, body } = await world.post(world.start(), person, 'email', 'key');
  expect(status).toBe(202);
  const { messageId } = body;
  if (hasFile) {
    const file = { attachmentId: 'file1', fileName: 'cuenta.txt', contentType: 'text/plain', size: 4 };
    await engines.s3.send(
      new PutObjectCommand({ Bucket: engines.bucket, Key: fileKey({ tenant, ...file }), Body: 'hola' }),
    );
    const { table } = world.start();
    const stored = await table.get(Message, messageKey(tenant, messageId), { consistent: true });
    if (stored === undefined) throw new Error('The message is gone.');
    await table.put(Message, { ...stored.value, attachments: [file] }, stored.revision);
  }
  const { reads, fault } = counting();
  expect(await world.start(fault).send('email', [world.job(messageId)])).toEqual([]);
  const sent = await world.start().table.get(Message, messageKey(tenant, messageId), { consistent: true });
  expect(sent?.value.attempts).toHaveLength(1);
  expect(reads).toMatchObject({ SETTINGS: 1, GATE: 1, STATE: 1 });
});
