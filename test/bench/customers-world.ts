/**
 * A company of 200,000 customers as the lists hold them, for the bench of lists, orders and counts: one advisor and portfolio
 * each, three in four owe, one in ten has an alert, six in ten have a conversation.
 */
import { timePart } from '#platform/ids.ts';
import { addDays } from '#platform/local-time.ts';
import { toItem } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Conversation, type ConversationValue } from '#shared/conversations/entities.ts';
import { newConversation } from '#shared/conversations/new-conversation.ts';
import { type AddressValue, type CustomerValue, Favorites } from '#shared/customers/entities.ts';
import { listingOf } from '#shared/customers/facets.ts';
import { Counted, countersOf, countPartition, fixedGroup, groupOf, ListCount } from '#shared/customers/list-counts.ts';
import { FacetRow, Listing, SearchToken } from '#shared/customers/listing.ts';
import { inboxCustomer } from '../support/inbox-customers.ts';
import { timeZone } from '../support/register-messages.ts';
import { DatabaseFill } from './database-fill.ts';
import { dealt, numbered, shared } from './dealt.ts';

export const listTenant = 'cartera';
export const listUser = 'u01';
/** The company's day, and a moment of it. */
export const listToday = '2026-11-30';
export const listNow = Date.parse('2026-11-30T20:00:00Z');
const day = 86_400_000;

export const listCompany = newCompany(
  {
    tenant: listTenant,
    name: 'Cartera',
    timeZone,
    language: 'es',
    defaultCountry: 'CL',
    senders: { email: null, sms: null, whatsapp: null },
  },
  0,
);

const names = [
  'Ana',
  'Bruno',
  'Camila',
  'Diego',
  'Elisa',
  'Fabián',
  'Gloria',
  'Hugo',
  'Inés',
  'Jorge',
  'Karla',
  'Luis',
];
const surnames = [
  ...['Araya', 'Bravo', 'Castro', 'Díaz', 'Espinoza', 'Fuentes', 'González', 'Herrera', 'Ibáñez', 'Jara', 'Lagos'],
  ...['Muñoz', 'Navarro', 'Ortiz', 'Pizarro', 'Quiroga', 'Rojas', 'Soto', 'Tapia', 'Urrutia', 'Vera', 'Zúñiga'],
];
const pick = (from: readonly string[], position: number, salt: number): string =>
  from[dealt(position, salt, from.length)] ?? '';

/** A customer with its addresses, and when it was last in contact (epoch ms); all of it follows from its number. */
export interface Listed {
  readonly customer: CustomerValue;
  readonly addresses: readonly AddressValue[];
  readonly lastContactAt: number | null;
}

export const customerAt = (position: number): Listed => {
  const createdAt = listNow - dealt(position, 1, 700 * day);
  const customerId = `${timePart(createdAt)}${String(position).padStart(16, '0')}`;
  const surname = pick(surnames, position, 2);
  const [first, second] = [pick(names, position, 3), pick(names, position, 4)];
  const status = shared(
    [
      [84, 'ok'],
      [9, 'problems'],
      [4, 'none'],
      [3, 'bare'],
    ] as const,
    dealt(position, 5, 100),
  );
  const hasEmail = status !== 'bare' && dealt(position, 6, 100) < 80;
  const hasPhone = status !== 'bare' && (!hasEmail || dealt(position, 7, 100) < 90);
  const owes = dealt(position, 8, 100) < 75;
  const address = (channel: AddressValue['channel'], value: string): AddressValue => ({
    tenant: listTenant,
    customerId,
    addressId: `${channel}-${position}`,
    channel,
    value,
    hash: '',
    label: null,
    warnings: [],
    createdAt,
  });
  const channels = [...(hasEmail ? (['email'] as const) : []), ...(hasPhone ? (['sms'] as const) : [])];
  return {
    customer: inboxCustomer(customerId, {
      tenant: listTenant,
      name: `${first} ${second} ${surname} ${pick(surnames, position, 9)}`,
      documentType: 'RUT',
      documentNumber: `${10_000_000 + position}-k`,
      advisorId: dealt(position, 10, 100) < 4 ? null : numbered('u', dealt(position, 11, 40)),
      portfolios: [numbered('p', dealt(position, 12, 10))],
      tags: dealt(position, 13, 100) < 12 ? [numbered('t', dealt(position, 14, 15))] : [],
      influencer: dealt(position, 15, 1_000) < 2,
      metadata: dealt(position, 16, 100) < 30 ? {} : { region: 'RM' },
      contactability: status === 'bare' ? 'none' : status,
      contactabilityReason: status === 'bare' ? 'NO_ADDRESS' : status === 'none' ? 'ALL_ALERTED' : null,
      alerts: status === 'problems' ? 1 : status === 'none' ? channels.length : 0,
      channels,
      debtSummary: owes
        ? {
            dueDate: addDays(listToday, 20 - dealt(position, 17, 400)),
            balances: { CLP: 10_000 + dealt(position, 18, 5_000_000) },
            state: 'overdue',
          }
        : { dueDate: null, balances: {}, state: 'none' },
      createdAt,
      updatedAt: createdAt,
    }),
    addresses: [
      ...(hasEmail ? [address('email', `${first}.${surname}.${position}@correo.example`.toLowerCase())] : []),
      ...(hasPhone ? [address('sms', `+569${String(10_000_000 + dealt(position, 19, 89_999_999))}`)] : []),
    ],
    lastContactAt: dealt(position, 20, 100) < 60 ? listNow - 1 - dealt(position, 21, 90 * day) : null,
  };
};

const conversationOf = (customer: CustomerValue, at: number): ConversationValue => ({
  ...newConversation(customer),
  last: {
    id: `${timePart(at)}${'0'.repeat(16)}`,
    at,
    channel: 'sms',
    direction: 'outbound',
    preview: 'Le recordamos que su cuota venció',
    status: 'delivered',
  },
  activityAt: at,
  answeredAt: at,
  readAt: at,
});

/** Puts the customers' lists, words, counts and conversations into the database of an engine that is down. */
export const fillLists = (folder: string, table: string, count: number, tell: (line: string) => void): number => {
  const fill = new DatabaseFill(folder, table);
  const counts = new Map<string, { partition: string; group: string; counts: Record<string, number> }>();
  const favorites: string[] = [];
  let items = 0;
  for (let position = 0; position < count; position += 1) {
    const { customer, addresses, lastContactAt } = customerAt(position);
    const { tenant, customerId } = customer;
    const listing = listingOf(customer, addresses);
    fill.put(toItem(Listing, listing, 1));
    for (const [facet, order] of listing.places) {
      fill.put(toItem(FacetRow, { tenant, facet, order, row: listing.row }, 1));
    }
    for (const token of listing.tokens) {
      const { pk, sk } = SearchToken.keys({ tenant, token, customerId });
      const key = `{"pk":{"S":${JSON.stringify(pk)}},"sk":{"S":${JSON.stringify(sk)}}`;
      fill.putText(pk, sk, `${key},"type":{"S":"${SearchToken.type}"},"v":{"N":"1"},"rev":{"N":"1"}}`, 150);
    }
    const counters = countersOf(listing.row);
    fill.put(toItem(Counted, { tenant, customerId, counters: [...counters] }, 1));
    const partition = countPartition(tenant, customerId);
    for (const counter of [...counters]) {
      const group = groupOf(counter);
      const item = counts.get(`${partition} ${group}`) ?? { partition, group, counts: {} };
      counts.set(`${partition} ${group}`, item);
      item.counts[counter] = (item.counts[counter] ?? 0) + 1;
    }
    if (lastContactAt !== null)
      fill.put(toItem(Conversation, conversationOf(customer, lastContactAt), 1), ['GSI1', 'GSI2']);
    if (position % Math.ceil(count / 30) === 0) favorites.push(customerId);
    items += 2 + listing.places.length + listing.tokens.length + (lastContactAt === null ? 0 : 1);
    if (position % 20_000 === 19_999) {
      fill.keep();
      tell(`${position + 1} customers are there`);
    }
  }
  for (const item of counts.values()) {
    fill.put(toItem(ListCount, item.group === fixedGroup ? { ...item, complete: true } : item, 1));
  }
  const customerIds = Object.fromEntries(favorites.map((customerId) => [customerId, listNow]));
  fill.put(toItem(Favorites, { tenant: listTenant, userId: listUser, customerIds }, 1));
  fill.close();
  return items;
};
