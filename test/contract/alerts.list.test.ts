/** The work list of alerts on the real engine: what stands in it, in which order, for whom (F9, ADR 61). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { User } from '#shared/companies/entities.ts';
import { recordProofOfLife } from '#shared/contactability/address-state.ts';
import { AlertListStore } from '#shared/contactability/alert-list-store.ts';
import { projectAlert } from '#shared/contactability/project-alert.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { type AlertWorld, createAlertWorld, day, noon } from '../support/alert-world.ts';
import { refOf } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const mail = (name: string) => ({ channel: 'email' as const, value: `${name}@uno.example` });
const number = (last: number) => ({ channel: 'sms' as const, value: `+5691111${String(last).padStart(4, '0')}` });

let engine: TestTable;
let world: AlertWorld;
const rows = () => [...world.observer.items.values()].filter(({ type }) => type === 'alertRow');
const valuesIn = async (query = '', as: Parameters<AlertWorld['list']>[1] = {}) =>
  (await world.list(query, as)).items.map(({ value }) => value);

beforeAll(async () => {
  engine = await startTable();
  world = await createAlertWorld(engine);
  await world.addCustomer('Ana Rojas', [mail('ana'), number(1)]);
  await world.addCustomer('Leo Soto', [mail('leo')]);
  await world.addCustomer('Eva Soto', [mail('leo'), mail('eva')]);
  await world.fail(mail('ana'));
  await world.fail(mail('leo'), { at: noon + 1000, class: 'SUPPRESSED', code: 'Suppressed' });
  await world.fail(number(1), { at: noon + 2000, reason: 'NUMBER_INVALID', code: 'INVALID' });
  for (const days of [-2, -1, 0]) {
    await world.fail(mail('eva'), { at: noon + days * day + 3000, class: 'SOFT', code: 'MailboxFull' });
  }
  await world.settle();
}, 60_000);
afterAll(() => engine?.stop());

describe('the list of alerts', () => {
  it('F9: shows each alerted address once with reason, class, time and owners, newest first', async () => {
    const { items } = await world.list();
    expect(items.map(({ value, reason, class: failureClass }) => [value, reason, failureClass])).toEqual([
      ['eva@uno.example', 'REPEATED_FAILURES', 'SOFT'],
      ['+56911110001', 'NUMBER_INVALID', 'HARD'],
      ['leo@uno.example', 'PROVIDER_SUPPRESSED', 'SUPPRESSED'],
      ['ana@uno.example', 'HARD_BOUNCE', 'HARD'],
    ]);
    const shared = items.find(({ value }) => value === 'leo@uno.example');
    expect(shared?.owners.map(({ name }) => name).toSorted()).toEqual(['Eva Soto', 'Leo Soto']);
    expect(shared).toMatchObject({ otherOwners: 0, providerPending: false, raisedAt: '2026-11-20T15:00:01.000Z' });
  });

  it.each([
    ['channel=sms', ['+56911110001']],
    ['channel=email|sms&class=HARD', ['+56911110001', 'ana@uno.example']],
    ['class=SOFT|SUPPRESSED', ['eva@uno.example', 'leo@uno.example']],
    ['reason=HARD_BOUNCE', ['ana@uno.example']],
    ['reason=HARD_BOUNCE|NUMBER_INVALID&sort=raisedAt', ['ana@uno.example', '+56911110001']],
    ['channel=email&class=HARD&reason=HARD_BOUNCE', ['ana@uno.example']],
    ['channel=call', []],
    ['from=2026-11-21', []],
    ['from=2026-11-20&to=2026-11-20&channel=sms', ['+56911110001']],
    ['to=2026-11-19', []],
  ])('F9: keeps to the filter %s', async (query, expected) => {
    expect(await valuesIn(query)).toEqual(expected);
  });

  it.each([
    ['from=2026-11-21&to=2026-11-20', 'RANGE_INVALID'],
    ['channel=fax', 'FILTER_INVALID'],
    ['class=CONTENT', 'FILTER_INVALID'],
    ['cursor=abc', 'CURSOR_INVALID'],
  ])('refuses %s', async (query, code) => {
    expect(await world.list(query)).toMatchObject({ code });
  });

  it('goes on behind a cursor, in either order, and takes none of another filter', async () => {
    for (const sort of ['raisedAt', '-raisedAt']) {
      const seen: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page = await world.list(`limit=1&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(page.items.length + (page.nextCursor === undefined ? 1 : 0)).toBeGreaterThan(0);
        seen.push(...page.items.map(({ value }) => value));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(await valuesIn(`sort=${sort}`));
    }
    const { nextCursor } = await world.list('limit=1');
    expect(await world.list(`limit=1&channel=email&cursor=${nextCursor}`)).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('shows those of one customer', async () => {
    const [row] = (await world.list('channel=sms')).items;
    const customerId = row?.owners[0]?.customerId;
    expect(await valuesIn(`customer=${customerId}`)).toEqual(['+56911110001', 'ana@uno.example']);
    expect(await valuesIn(`customer=${customerId}&channel=email`)).toEqual(['ana@uno.example']);
    expect(await valuesIn('customer=nobody')).toEqual([]);
  });

  it('MA13: shows who sees only their own customers those alone, and of the others how many', async () => {
    const user = { tenant: 'demo', userId: 'camila', name: 'Camila', email: 'camila@demo.example', updatedAt: 0 };
    await world.table.put(User, { ...user, roles: ['advisor'], ownCustomersOnly: true }, 'any');
    const as = { userId: 'camila', roles: ['advisor'] } as const;
    expect(await valuesIn('', as)).toEqual([]);
    const leo = (await world.list('class=SUPPRESSED')).items[0]?.owners.find(({ name }) => name === 'Leo Soto');
    await world.call(`PUT /v1/customers/${leo?.customerId}/assignee`, { advisorId: 'camila' });
    const page = await world.list('', as);
    expect(page.items).toMatchObject([{ value: 'leo@uno.example', owners: [{ name: 'Leo Soto' }], otherOwners: 1 }]);
    expect(JSON.stringify(page)).not.toContain('Eva');
  });
});

describe('what the stream keeps of it', () => {
  it('takes an address off once it is cleared, proven alive or nobody’s, and puts it back with its next alert', async () => {
    const pia = await world.addCustomer('Pía Mora', [mail('pia')]);
    const addressId = pia.addresses[0]?.addressId;
    await world.fail(mail('pia'), { at: noon + 5000 });
    await world.settle();
    expect(await valuesIn('limit=1')).toEqual(['pia@uno.example']);
    await world.call(`POST /v1/customers/${pia.customerId}/addresses/${addressId}/alert/clear`, { reason: 'verified' });
    await world.settle();
    expect(await valuesIn(`customer=${pia.customerId}`)).toEqual([]);
    await world.fail(mail('pia'), { at: noon + 6000, factId: 'again' });
    await world.settle();
    expect(await valuesIn('limit=1')).toEqual(['pia@uno.example']);
    await recordProofOfLife(world, { ...refOf(mail('pia')), at: noon + 7000 });
    await world.settle();
    expect(await valuesIn('limit=1')).not.toEqual(['pia@uno.example']);
    await world.fail(mail('pia'), { at: noon + 8000, factId: 'third' });
    await world.settle();
    expect(await valuesIn('limit=1')).toEqual(['pia@uno.example']);
    expect((await world.call(`DELETE /v1/customers/${pia.customerId}/addresses/${addressId}`)).status).toBe(200);
    await world.settle();
    expect(await valuesIn()).not.toContain('pia@uno.example');
    expect(rows().filter(({ hash }) => hash === refOf(mail('pia')).hash)).toEqual([]);
    // The alert is the address' own: whoever gets it next has it.
    await world.addCustomer('Pía Mora', [mail('pia')]);
    await world.settle();
    expect(await valuesIn('limit=1')).toEqual(['pia@uno.example']);
  });

  it('writes nothing for changes that are told again, in any order', async () => {
    const before = rows().map(({ pk, sk, rev }) => `${pk} ${sk} ${rev}`);
    const records = [...world.observer.items.values()]
      .filter(({ sk }) => sk === 'STATE' || String(sk).startsWith('OWN#'))
      .map(({ pk, sk }) => ({
        eventName: 'MODIFY' as const,
        dynamodb: { SequenceNumber: `${pk} ${sk}`, Keys: { pk: { S: String(pk) }, sk: { S: String(sk) } } },
      }));
    await world.stream({ Records: [...records, ...records.toReversed()] });
    expect(rows().map(({ pk, sk, rev }) => `${pk} ${sk} ${rev}`)).toEqual(before);
  });

  it('lets no late projection bring back what was cleared meanwhile', async () => {
    const ref = refOf(mail('zoe'));
    const zoe = await world.addCustomer('Zoe Paz', [mail('zoe')]);
    await world.fail(mail('zoe'), { at: noon + 9000 });
    const alertList = new AlertListStore(world.table);
    const customers = new CustomerStore(world.table);
    const deps = {
      states: world.states,
      alertList,
      listOwners: (...of: Parameters<CustomerStore['listOwners']>) => customers.listOwners(...of),
    };
    let isCleared = false;
    // Its reads are done; before its write the alert is cleared and the list brought in step.
    const late = projectAlert(
      {
        ...deps,
        alertList: {
          findListed: (of) => alertList.findListed(of),
          move: async (...of) => {
            if (!isCleared) {
              isCleared = true;
              await world.call(
                `POST /v1/customers/${zoe.customerId}/addresses/${zoe.addresses[0]?.addressId}/alert/clear`,
              );
              await world.settle();
            }
            await alertList.move(...of);
          },
        },
      },
      ref,
    );
    await late;
    expect(rows().filter(({ hash }) => hash === ref.hash)).toEqual([]);
    expect(await alertList.findListed(ref)).toBeUndefined();
  });

  it('pages through while customers are renamed and addresses go', async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, index) => world.addCustomer(`Tomás ${index}`, [mail(`tomas${index}`)])),
    );
    for (const [index] of people.entries()) {
      await world.fail(mail(`tomas${index}`), { at: noon + 20_000 + index, code: 'paged' });
    }
    await world.settle();
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let turn = 0; turn < 20; turn += 1) {
      const page = await world.list(`limit=3&class=HARD${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ value }) => value));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
      const next = people[people.length - 1 - (turn + 1) * 3];
      if (next !== undefined) {
        await world.call(`PATCH /v1/customers/${next.customerId}`, { name: 'Otro Nombre' });
        // Gone before the list knows.
        await world.call(`DELETE /v1/customers/${next.customerId}/addresses/${next.addresses[0]?.addressId}`);
        if (turn === 1) await world.settle();
      }
    }
    expect(cursor).toBeUndefined();
    expect(new Set(seen).size).toBe(seen.length);
    // One of them was gone before its page came; the page went on behind it.
    expect(seen).not.toContain('tomas8@uno.example');
    expect(seen.filter((value) => value.startsWith('tomas'))).toHaveLength(11);
    expect(seen).toContain('ana@uno.example');
    await world.settle();
  });
});
