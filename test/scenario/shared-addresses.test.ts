/** One address, several owners (Q3, F4, §5.3.17–18): all owners of the company see the alert, no other company does. */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { untilAlert, untilCustomer } from './support/messages.ts';
import { freshMobile, missingEmail } from './support/people.ts';
import { addressSchema } from './support/shapes.ts';

describe('an address that customers share', () => {
  it("Q3 A10: one owner's failure alerts every owner, blocks all, and one clearing frees all", async () => {
    const api = as('demo');
    const value = missingEmail();
    const [first, second, third] = await Promise.all([
      api.createCustomer([{ channel: 'email', value }]),
      api.createCustomer([
        { channel: 'email', value: value.toUpperCase() },
        { channel: 'sms', value: freshMobile() },
      ]),
      api.createCustomer([{ channel: 'email', value }]),
    ]);
    await api.send(first);
    for (const owner of [first, second, third]) await untilAlert(api, owner.customerId);
    await untilCustomer(api, third.customerId, (found) => expect(found.contactability).toBe('none'));
    await untilCustomer(api, second.customerId, (found) => expect(found.contactability).toBe('problems'));
    const body = {
      customerId: third.customerId,
      addressId: third.addresses[0]?.addressId,
      subject: 'Aviso',
      body: 'Hola',
    };
    expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'ADDRESS_ALERTED' });
    const path = `/v1/customers/${second.customerId}/addresses/${second.addresses[0]?.addressId}/alert/clear`;
    await api.take(addressSchema, 200, 'POST', path);
    for (const owner of [first, second, third]) {
      await untilCustomer(api, owner.customerId, (found) => {
        expect(found.addresses[0]?.alert).toBeNull();
        expect(found.contactability).toBe('ok');
      });
    }
  });

  it('Q3 F4: a customer who gets an alerted address has the alert from the beginning', async () => {
    const api = as('demo');
    const value = missingEmail();
    const first = await api.createCustomer([{ channel: 'email', value }]);
    await api.send(first);
    await untilAlert(api, first.customerId);
    const second = await api.createCustomer([{ channel: 'email', value }]);
    expect(second.addresses[0]?.alert).toMatchObject({ class: 'HARD' });
    expect(second.contactability).toBe('none');
  });

  it('§5.3.18: the same address at another company is untouched', async () => {
    const value = missingEmail();
    const [ours, theirs] = await Promise.all([
      as('demo').createCustomer([{ channel: 'email', value }]),
      as('acme').createCustomer([{ channel: 'email', value }]),
    ]);
    await as('demo').send(ours);
    await untilAlert(as('demo'), ours.customerId);
    await untilCustomer(as('demo'), ours.customerId, (found) => expect(found.contactability).toBe('none'));
    const other = await as('acme').customer(theirs.customerId);
    expect(other.addresses[0]).toMatchObject({ alert: null, softFailures: 0 });
    expect(other.contactability).toBe('ok');
  });
});
