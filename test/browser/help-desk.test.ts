/** Mesón de Ayuda › Clientes (E1–E16, E20, Q16). */
import { afterAll, describe, expect, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { untilCustomerListed } from '../scenario/support/customer-list.ts';
import { freshEmail, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

describe('Mesón de Ayuda › Clientes', () => {
  it('E1, E3, E20: has four columns, and Contactar leads to the form of the customer’s channels', async () => {
    const name = `Mesón ${unique()}`;
    const { customerId } = await as('demo').createCustomer([{ channel: 'email', value: freshEmail() }], { name });
    await untilCustomerListed({ q: name }, customerId);
    const { page, leave } = await visit({ path: '/help-desk/customers?sort=-createdAt', width: widths.desk });
    const headings = page.getByRole('columnheader');
    await page.getByRole('link', { name, exact: true }).waitFor();
    expect((await headings.allInnerTexts()).map((text) => text.trim()).filter(Boolean)).toEqual([
      'Favorito',
      'Nombre de usuario',
      'Contacto',
      'Contactar',
    ]);
    await expectAccessible(page);
    await page.getByRole('link', { name: `Contactar a ${name}` }).click();
    await page.waitForURL(`**/conversations/received?customer=${customerId}`);
    await leave();
  });

  it('is accessible and fits a phone; a viewer is not offered to contact anybody', async () => {
    const { page, leave } = await visit({ path: '/help-desk/customers', role: 'viewer', width: widths.phone });
    await page.getByRole('heading', { name: 'Clientes' }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    expect(await page.getByRole('link', { name: /^Contactar a/ }).count()).toBe(0);
    await leave();
  });
});
