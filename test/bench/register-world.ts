/**
 * A company of 200,000 customers with a million interactions in 45 days, for the bench of the register's filters. Values are
 * dealt as they are in the field: customers have one advisor and portfolio each, most messages are automatic, few fail.
 */
import { rmSync } from 'node:fs';
import { timePart } from '#platform/ids.ts';
import { addDays } from '#platform/local-time.ts';
import { toItem } from '#platform/table/kernel.ts';
import { ListedDay, ListedRow } from '#shared/interactions/entities.ts';
import { dayOfPlace, hasDays, listedRowsOf, partsOf, unknownParts } from '#shared/interactions/listed-rows.ts';
import { Message, type MessageValue } from '#shared/messaging/ledger/entities.ts';
import { registerMessage } from '../support/register-messages.ts';
import { DatabaseFill } from './database-fill.ts';
import { dealt, numbered, shared } from './dealt.ts';

export const registerTenant = 'registro';
/** The last of the 45 dates, and a moment of it. */
export const registerToday = '2026-11-30';
const lastMoment = Date.parse('2026-11-30T23:30:00Z');
const days = 45;
const people = 200_000;

/** Santiago's clock on all of these dates: a message a time asked of the time zone's rules would be most of the work. */
const offsetMs = 3 * 3_600_000;
const sample = registerMessage(lastMoment);

/** An interaction; all of it follows from its number. */
const interactionAt = (position: number, count: number): MessageValue => {
  const at = lastMoment - Math.floor((position / count) * days * 86_400_000);
  const person = dealt(position, 1, people);
  const customerId = `c${String(person).padStart(25, '0')}`;
  const [inbound, outside] = [dealt(position, 2, 100) < 8, dealt(position, 3, 1_000) < 4];
  const channel = inbound
    ? shared(
        [
          [35, 'email'],
          [5, 'sms'],
          [55, 'whatsapp'],
          [5, 'call'],
        ] as const,
        dealt(position, 4, 100),
      )
    : shared(
        [
          [38, 'email'],
          [42, 'sms'],
          [17, 'whatsapp'],
          [3, 'call'],
        ] as const,
        dealt(position, 4, 100),
      );
  const isByHand = inbound || outside || channel === 'call' || dealt(position, 5, 100) < 8;
  const campaign = position === Math.floor(count * 0.7) ? 'unica' : numbered('k', dealt(position, 6, 12));
  const origin = isByHand
    ? null
    : shared(
        [
          [70, { kind: 'campaign', id: campaign, name: campaign }],
          [25, { kind: 'flow', id: numbered('f', dealt(position, 7, 6)), name: 'Flujo' }],
          [5, { kind: 'event', id: numbered('e', dealt(position, 8, 4)), name: 'Evento' }],
        ] as const,
        campaign === 'unica' ? 0 : dealt(position, 9, 100),
      );
  const status = inbound
    ? 'received'
    : shared(
        [
          [34, 'read'],
          [45, 'delivered'],
          [12, 'sent'],
          [6, 'failed'],
          [1, 'blocked'],
          [1, 'queued'],
          [1, 'cancelled'],
        ] as const,
        dealt(position, 10, 100),
      );
  const isUnknown = dealt(position, 11, 5_000) === 0 && !inbound;
  const fact = (kind: 'accepted' | 'delivered' | 'read' | 'replied' | 'received') =>
    ({ kind, at, recordedAt: at }) as const;
  const user = numbered('u', dealt(position, 12, 25));
  const message: MessageValue = {
    ...sample,
    tenant: registerTenant,
    customerId,
    messageId: `${customerId}-${timePart(at)}${String(position).padStart(16, '0')}`,
    customerName: `Carla Andrea Fuentes Rojas ${person}`,
    document: { type: 'RUT', number: `${10_000_000 + person}-k` },
    addressId: `a${String(person).padStart(25, '0')}`,
    recipient: `carla.fuentes.${person}@correo.example`,
    subject: channel === 'email' ? 'Su cuota de noviembre vence el 30' : null,
    preview: 'Estimada Carla: Le recordamos que la cu…',
    channel,
    direction: inbound ? 'inbound' : 'outbound',
    source: outside ? 'outside' : 'platform',
    purpose: isByHand ? 'manual' : 'automatic',
    origin,
    template: isByHand ? null : { templateId: numbered('t', dealt(position, 13, 30)), name: 'Recordatorio de cuota' },
    advisorId: numbered('u', person % 20),
    portfolios: [numbered('p', person % 10)],
    segment: numbered('s', dealt(person, 14, 8)),
    facts: inbound
      ? [fact('received')]
      : [
          fact('accepted'),
          ...(status === 'read' ? [fact('delivered'), fact('read')] : []),
          ...(dealt(position, 15, 50) === 0 ? [fact('replied')] : []),
        ],
    status: isUnknown ? 'outcome_unknown' : status,
    result:
      channel === 'call'
        ? {
            code: numbered('r', dealt(position, 16, 6)),
            label: 'Sin respuesta',
            withContact: false,
            withCall: true,
            durationSeconds: null,
            promise: null,
            callBackAt: null,
            recordingId: null,
            effects: [],
            by: user,
          }
        : null,
    day: new Date(at - offsetMs).toISOString().slice(0, 10),
    acceptedAt: at,
    sentAt: at,
    sendAt: null,
  };
  return isByHand && !inbound && !outside ? { ...message, author: user } : message;
};

const first = addDays(registerToday, 1 - days);

/** Puts the interactions, their entries and the dates of these into the database of an engine that is down. @returns entries */
export const fillRegister = (folder: string, table: string, count: number, tell: (line: string) => void): number => {
  const fill = new DatabaseFill(folder, table);
  let entries = 0;
  const known = new Map<string, { readonly list: string; readonly day: string; readonly parts: Set<string> }>();
  for (let position = 0; position < count; position += 1) {
    const message = interactionAt(position, count);
    if (message.day < first || message.day > registerToday) continue;
    fill.put(toItem(Message, message, 1), ['GSI2']);
    for (const row of listedRowsOf(message)) {
      const { pk, sk } = ListedRow.keys(row);
      const text = `{"pk":{"S":${JSON.stringify(pk)}},"sk":{"S":"${sk}"},"m":{"S":"${row.marks}"},"type":{"S":"${ListedRow.type}"},"v":{"N":"1"},"rev":{"N":"1"}}`;
      fill.putText(pk, sk, text, 130);
      entries += 1;
      if (!hasDays(row.list)) continue;
      const name = `${row.list} ${dayOfPlace(row.at)}`;
      const date = known.get(name) ?? { list: row.list, day: dayOfPlace(row.at), parts: new Set<string>() };
      known.set(name, date);
      const parts = partsOf(row.marks).filter((part) => !date.parts.has(part));
      if (parts.length > 0) for (const part of unknownParts([...date.parts], parts)) date.parts.add(part);
    }
    if (position % 50_000 === 49_999) {
      fill.keep();
      tell(`${position + 1} interactions are there`);
    }
  }
  for (const { list, day, parts } of known.values()) {
    fill.put(toItem(ListedDay, { tenant: registerTenant, list, day, parts: [...parts] }, 1));
  }
  fill.close();
  tell(`${known.size} dates of lists are there`);
  return entries;
};

/** Removes what `fillRegister` wrote. */
export const forgetRegister = (folder: string): void => rmSync(folder, { recursive: true, force: true });
