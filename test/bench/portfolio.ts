/**
 * A company with a portfolio of any size: one customer is made as the product makes it, with three addresses, a document,
 * lists, search words, a delivered message and its conversation; the others are copies under ids, addresses and documents
 * of their own. That nothing of a copy is wrong, the auditor says.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { fromItem, type Item, toItem } from '#platform/table/kernel.ts';
import { TenantEntry } from '#shared/companies/entities.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { Address, Customer } from '#shared/customers/entities.ts';
import { listingOf } from '#shared/customers/facets.ts';
import { FacetRow, Listing, SearchToken } from '#shared/customers/listing.ts';
import { Message, messageKey } from '#shared/messaging/ledger/entities.ts';
import { createProjections } from '../../functions/streams/projections/bindings.ts';
import type { TestTable } from '../support/engines.ts';
import { Meter } from './meter.ts';
import { providerEvent } from './provider-events.ts';
import {
  accept,
  addressKey,
  composeWorld,
  loud,
  newPerson,
  type Person,
  rut,
  seedCompany,
  start,
  streamEvent,
  taken,
  tenant,
} from './world.ts';

/** Made anew for each copy from its base. */
const listed = new Set<unknown>([Listing.type, FacetRow.type, SearchToken.type]);

/** The first customer, with what the stream makes of it. */
const makeSample = async (engine: TestTable): Promise<{ readonly person: Person; readonly items: readonly Item[] }> => {
  await seedCompany(engine.table);
  await engine.table.put(TenantEntry, { tenant, createdAt: start }, 'absent');
  const meter = new Meter(engine.client, engine.name);
  const world = composeWorld({ table: engine.through(meter.port) });
  const project = createProjections({ table: world.table, clock: world.clock, log: loud });
  const settle = async (): Promise<void> => {
    const event = streamEvent(
      meter.changes.filter(({ after }) => after?.sk === 'HEAD' || after?.type === Message.type),
    );
    meter.reset();
    if (event.Records.length === 0) return;
    await taken(project(event));
    await settle();
  };
  const person = await newPerson(world);
  await settle();
  const messageId = await accept(world, person, 'sms');
  await settle();
  await world.send('sms', messageId);
  const sent = await engine.table.get(Message, messageKey(tenant, messageId), { consistent: true });
  if (sent === undefined) throw new Error('The message of the sample is gone.');
  await world.receive(providerEvent(sent.value, 'delivered', start + 5_000));
  await settle();
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: engine.name }));
  const hashes = hashesOf(person);
  const isItsOwn = (item: Item): boolean => {
    const text = JSON.stringify(item);
    return [person.customerId, ...hashes].some((mark) => text.includes(mark));
  };
  return { person, items: Items.filter((item) => isItsOwn(item) && item.type !== 'idempotency') };
};

const channels = ['email', 'sms', 'whatsapp'] as const;
const hashesOf = ({ addresses }: Pick<Person, 'addresses'>): readonly string[] =>
  channels.map((channel) => addressHash(addressKey, channel, addresses[channel].value));

/** Items of one more customer. */
const copyOf = (sample: Awaited<ReturnType<typeof makeSample>>, documentNumber: string, number: number): Item[] => {
  const { customerId, addresses } = sample.person;
  const phone = `+569${String(20_000_000 + number)}`;
  const own: Person = {
    customerId: `${customerId.slice(0, -8)}${number.toString(36).padStart(8, '0')}`,
    addresses: {
      email: { ...addresses.email, value: `cliente.${number}@correo.example` },
      sms: { ...addresses.sms, value: phone },
      whatsapp: { ...addresses.whatsapp, value: phone },
    },
  };
  const [before, after] = [hashesOf(sample.person), hashesOf(own)];
  const changes: readonly (readonly [from: string, to: string])[] = [
    [customerId, own.customerId],
    [documentNumber, rut(13_000_000 + number)],
    ...channels.map((channel) => [addresses[channel].value, own.addresses[channel].value] as const),
    ...before.map((hash, position) => [hash, after[position] ?? ''] as const),
  ];
  const base = sample.items
    .filter(({ type }) => !listed.has(type))
    .map((item): Item => {
      const text = changes.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(item));
      return JSON.parse(text);
    });
  const [customer] = base.filter(({ type }) => type === Customer.type).map((item) => fromItem(Customer, item).value);
  if (customer === undefined) throw new Error('The sample has no customer.');
  const addressed = base.filter(({ type }) => type === Address.type).map((item) => fromItem(Address, item).value);
  const listing = listingOf(customer, addressed);
  const { row, places, tokens } = listing;
  return [
    ...base,
    toItem(Listing, listing, 1),
    ...places.map(([facet, order]) => toItem(FacetRow, { tenant, facet, order, row }, 1)),
    ...tokens.map((token) => toItem(SearchToken, { tenant, token, customerId: own.customerId }, 1)),
  ];
};

/** Most items of one call, calls at once, and customers of which is told. */
const batch = 25;
const width = 16;
const toldEvery = 20_000;

/** @returns items of one customer */
export const fillPortfolio = async (
  engine: TestTable,
  customers: number,
  tell: (line: string) => void,
): Promise<number> => {
  const sample = await makeSample(engine);
  const documentNumber = String(sample.items.find(({ type }) => type === Customer.type)?.documentNumber);
  let waiting: Item[] = [];
  const write = async (rest: boolean): Promise<void> => {
    const calls: Item[][] = [];
    while (waiting.length >= batch || (rest && waiting.length > 0)) {
      calls.push(waiting.slice(0, batch));
      waiting = waiting.slice(batch);
    }
    await Promise.all(
      calls.map((items) => engine.table.batchWrite(items.map((item) => ({ kind: 'put', item, expected: 'any' })))),
    );
  };
  for (let number = 1; number < customers; number += 1) {
    waiting.push(...copyOf(sample, documentNumber, number));
    if (waiting.length >= batch * width) await write(false);
    if (number % toldEvery === 0) tell(`${number} customers are there`);
  }
  await write(true);
  return sample.items.length;
};
