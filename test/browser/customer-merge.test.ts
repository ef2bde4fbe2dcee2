/** Two customers are merged on the customer page, and the merge is undone (Q13). */
import { afterAll, describe, it } from 'vitest';
import { as } from '../scenario/support/api.ts';
import { freshMobile, unique } from '../scenario/support/people.ts';
import { closeBrowser, expectAccessible, expectFits, visit, widths } from './support/console.ts';

afterAll(closeBrowser);

const api = as('demo');
const someone = async (name: string) => ({
  ...(await api.createCustomer([{ channel: 'sms', value: freshMobile() }], { name })),
});

describe('merging customers', () => {
  it('Q13: shows what moves, merges, leads from the merged one to the other, and undoes it', async () => {
    const own = await someone(`Queda ${unique()}`);
    const other = await someone(`Sobra ${unique()}`);
    const { page, leave } = await visit({ path: `/customers/${own.customerId}`, role: 'supervisor' });
    await page.getByRole('heading', { level: 1, name: own.name }).waitFor();
    await page.getByRole('button', { name: 'Acciones', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Unir con otro cliente' }).click();
    const dialog = page.getByRole('dialog', { name: `Unir con ${own.name}` });
    await dialog.getByRole('button', { name: /Busca al otro cliente/ }).click();
    await dialog.getByRole('combobox', { name: 'Busca al otro cliente' }).fill(other.name);
    await page.getByRole('option', { name: other.name }).click();
    await dialog.getByText('Lo que se mueve').waitFor();
    await dialog.getByText('Direcciones (1)').waitFor();
    await dialog.getByText(`SMS · ${other.addresses[0]?.value}`).waitFor();
    await expectAccessible(page);
    for (const width of Object.values(widths)) {
      await page.setViewportSize({ width, height: 800 });
      await expectFits(page);
    }
    await dialog.getByRole('button', { name: 'Unir', exact: true }).click();
    await page.getByText(`${other.name} se unió con ${own.name}.`).waitFor();
    await page.getByText(`${other.name} se unió con este cliente`).waitFor();
    await page.getByRole('button', { name: 'Ver el otro' }).click();
    await page.getByText(`Este cliente se unió con ${own.name}`).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await page.getByRole('dialog', { name: 'Deshacer la unión' }).getByRole('button', { name: 'Deshacer' }).click();
    await page.getByText('Se deshizo la unión.').waitFor();
    await leave();
  });
});
