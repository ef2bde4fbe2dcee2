/** Flows of calls and results (C7, C36, Q10). */

import { Conversation } from '#shared/conversations/entities.ts';
import { stateOf } from '#shared/conversations/rules.ts';
import { Customer, CustomerHistory, Gate } from '#shared/customers/entities.ts';
import { AttachmentFile, type AttachmentFileValue, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { uploadKey } from '#shared/messaging/attachments/rules.ts';
import type { World } from '../support/delivery-world.ts';
import { type Expectation, type Flow, good, ok } from './flow.ts';

const addCallable = async (world: World) => {
  const { status, body } = await world.start().api<{
    customerId: string;
    addresses: { addressId: string; channel: string }[];
  }>({
    call: 'POST /v1/customers',
    body: {
      name: 'Rosa',
      addresses: [
        { channel: 'call', value: good.sms },
        { channel: 'sms', value: good.sms },
      ],
    },
    caller: world.caller,
  });
  ok(status, [201]);
  const addressId = body.addresses.find(({ channel }) => channel === 'call')?.addressId ?? '';
  return { customerId: body.customerId, addressId };
};

const recording = (name: string, result: object, expect: Expectation): Flow => ({
  name: `a result is recorded: ${name}`,
  async prepare(world) {
    const { customerId, addressId } = await addCallable(world);
    ok(
      (
        await world.start().api({
          call: `PUT /v1/conversations/${customerId}/pending-call`,
          body: { pendingCall: {} },
          caller: world.caller,
        })
      ).status,
      [200],
    );
    world.time += 60_000;
    return async (process) => {
      const { status } = await process.api({
        call: `POST /v1/conversations/${customerId}/results`,
        headers: { 'idempotency-key': 'result' },
        body: { call: { direction: 'outbound', addressId }, ...result },
        caller: world.caller,
      });
      ok(status, [201]);
    };
  },
  expect: (end) => {
    const { snapshot, world } = end;
    const [result, ...more] = snapshot.messages;
    const [conversation] = snapshot.of(Conversation);
    const shown = conversation === undefined ? undefined : stateOf(conversation, world.time);
    return [
      ...(result?.channel === 'call' && more.length === 0 ? [] : [`${snapshot.messages.length} results`]),
      ...(shown?.managed === true && !shown.bold ? [] : ['the conversation is not managed']),
      ...expect(end),
    ];
  },
});

/** A recording that somebody has uploaded. */
const uploadRecording = async (world: World): Promise<AttachmentFileValue> => {
  const file: AttachmentFileValue = {
    tenant: world.tenant,
    attachmentId: 'recording1',
    fileName: 'llamada.wav',
    contentType: 'audio/wav',
    size: 100,
    purpose: 'recording',
    state: 'uploading',
    source: 'upload',
    customerId: null,
    createdAt: world.time,
  };
  const { s3, bucket } = world.engines;
  const bytes = Buffer.concat([Buffer.from('RIFF\x44\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(60)]);
  await createAttachmentFiles(s3, bucket).write(uploadKey(file), bytes, file.contentType);
  await world.start().table.put(AttachmentFile, file, 'absent');
  return file;
};

const hasRecording: Expectation = ({ snapshot }) => [
  ...(snapshot.messages.length === 1 ? [] : [`${snapshot.messages.length} calls`]),
  ...(snapshot.messages[0]?.attachments.length === 1 ? [] : ['the call has no recording']),
  ...(snapshot.of(AttachmentFile)[0]?.state === 'ready' ? [] : ['the recording is not kept']),
  ...(snapshot.of(AttachmentUse)[0]?.messageId === snapshot.messages[0]?.messageId ? [] : ['it is not bound']),
];

/** A result with the recording of its call: the file is taken once, and bound to the result (D3). */
const recorded: Flow = {
  name: 'a result is recorded: with a recording of the call',
  async prepare(world) {
    const { customerId, addressId } = await addCallable(world);
    const { attachmentId } = await uploadRecording(world);
    return async (process) => {
      const { status } = await process.api({
        call: `POST /v1/conversations/${customerId}/results`,
        headers: { 'idempotency-key': 'recorded' },
        body: {
          result: 'promise_to_pay',
          promise: { date: '2026-12-24', amount: 1_000, currency: 'CLP' },
          call: { direction: 'inbound', addressId, recordingAttachmentId: attachmentId },
        },
        caller: world.caller,
      });
      ok(status, [201]);
    };
  },
  expect: hasRecording,
};

/** The exchange has the recording later than the call. */
const recordedLate: Flow = {
  name: 'a call gets its recording later',
  async prepare(world) {
    const { customerId } = await addCallable(world);
    const { attachmentId } = await uploadRecording(world);
    const call = { from: good.sms, answered: true, callId: 'pbx-2' };
    const { body } = await world
      .start()
      .api<{ messageId: string }>({ call: 'POST /v1/inbound/calls', body: call, caller: world.caller });
    return async (process) => {
      const { status } = await process.api({
        call: `PUT /v1/conversations/${customerId}/results/${body.messageId}/recording`,
        body: { attachmentId },
        caller: world.caller,
      });
      ok(status, [200]);
    };
  },
  expect: hasRecording,
};

/** Recorded by mistake: a promise, a call for later and the end of the call that was asked for. */
const takenBack: Flow = {
  name: 'a result is taken back',
  async prepare(world) {
    const { customerId, addressId } = await addCallable(world);
    const path = `/v1/conversations/${customerId}`;
    const ask = { call: `PUT ${path}/pending-call`, body: { pendingCall: { note: 'first' } }, caller: world.caller };
    ok((await world.start().api(ask)).status, [200]);
    world.time += 60_000;
    const { body } = await world.start().api<{ messageId: string }>({
      call: `POST ${path}/results`,
      body: {
        result: 'promise_to_pay',
        promise: { date: '2026-12-24', amount: 1_000, currency: 'CLP' },
        call: { direction: 'outbound', addressId },
        callBackAt: '2027-12-24T12:00:00Z',
      },
      caller: world.caller,
    });
    await world.settle();
    return async (process) => {
      const call = `POST ${path}/results/${body.messageId}/withdraw`;
      ok((await process.api({ call, caller: world.caller })).status, [200]);
    };
  },
  expect: ({ snapshot, world }) => {
    const [conversation] = snapshot.of(Conversation);
    const shown = conversation === undefined ? undefined : stateOf(conversation, world.time);
    const entries = snapshot.of(CustomerHistory).filter(({ kind }) => kind === 'result_withdrawn');
    return [
      ...(snapshot.messages[0]?.status === 'cancelled' ? [] : ['the result stands']),
      ...(snapshot.of(Gate)[0]?.promise === null ? [] : ['its promise stands']),
      ...(entries.length === 1 ? [] : [`${entries.length} entries in the history`]),
      ...(conversation?.pendingCall?.note === 'first' ? [] : ['the call before is not the one that is pending']),
      ...(shown?.pendingCall === true && shown.bold && !shown.managed ? [] : ['the conversation does not wait']),
    ];
  },
};

export const callFlows: readonly Flow[] = [
  takenBack,
  recording(
    'a promise',
    {
      result: 'promise_to_pay',
      promise: { date: '2026-12-24', amount: 1_000, currency: 'CLP' },
      note: 'x'.repeat(600),
    },
    ({ snapshot }) => [
      ...(snapshot.of(Gate)[0]?.promise?.messageId === snapshot.messages[0]?.messageId ? [] : ['no promise stands']),
      ...(snapshot.of(CustomerHistory).length === 1 ? [] : ['history does not have one entry']),
    ],
  ),
  recorded,
  recordedLate,
  recording('a wrong number', { result: 'wrong_number' }, ({ snapshot }) =>
    snapshot.of(Customer)[0]?.contactability === 'problems' ? [] : ['contactability does not know of it'],
  ),
  recording(
    'call back',
    // Later than any sweep of the world, so that nothing is due.
    { result: 'call_back', callBackAt: '2027-12-24T12:00:00Z' },
    ({ snapshot }) =>
      snapshot.of(Conversation)[0]?.pendingCall?.dueAt === Date.parse('2027-12-24T12:00:00Z')
        ? []
        : ['no call is pending'],
  ),
];
