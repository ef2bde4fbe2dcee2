/** What the page of screenshots shows: each screen with its words, who looks at it, and the clicks that lead there. */
import type { Page } from 'playwright-core';

export type Language = 'es' | 'en';
/** Pixels: a desk and a phone. */
export type Width = 1440 | 360;

/** In which language and on how wide a screen a picture is taken. */
export interface Shot {
  readonly language: Language;
  readonly width: Width;
}

export interface Scene {
  /** Name of its files. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Address within the console. */
  readonly path: string;
  /** English too, on a desk. */
  readonly english?: true;
  /** Clicks from the page to what is shown. Names by both languages: the same scene is taken in each. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const isDesk = (page: Page): boolean => (page.viewportSize()?.width ?? 0) > 600;
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

export const scenes: readonly Scene[] = [
  {
    name: 'customers',
    title: 'Cuentas por cobrar › Clientes',
    text: 'The default tray: whom can be reached, whom not, and since how many days they owe (A12–A16, E2–E17).',
    path: '/receivables/customers',
    english: true,
  },
  {
    name: 'filters',
    title: 'Filtrar',
    text: 'Nothing changes before *Aplicar*; the filters then stand in the address and, as chips to take away, above the list (A15, Q5).',
    path: '/receivables/customers',
    prepare: (page) => button(page, /^(Filtrar|Filter)/).click(),
  },
  {
    name: 'alert',
    title: 'Editar contactos',
    text: 'The pencil opens the contacts: the alert with its reason in words, cleared after one question (A17, A18).',
    path: '/receivables/customers?contactability=problems',
    english: true,
    prepare: async (page) => {
      await button(page, /^(Editar|Edit) /).click();
      await page.getByRole('dialog').getByRole('button', { name: /alert/i }).first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'customer',
    title: 'Customer',
    text: 'Data, accounts, debts with the full payment order, notes, and who changed what, and why (C25–C32, E18, E29).',
    path: '/receivables/customers?contactability=problems',
    english: true,
    prepare: async (page) => {
      await page.locator('tbody a').first().click();
      await page.waitForURL(/\/customers\/\w{20,}/);
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
  },
  {
    name: 'rights',
    title: 'Customer › Datos personales',
    text: 'Objection and block, the copy of a person’s data, and erasure: what goes, what stays, and why (Ley 21.719, LGPD).',
    path: '/receivables/customers?contactability=problems',
    english: true,
    prepare: async (page) => {
      await page.locator('tbody a').first().click();
      await page.waitForURL(/\/customers\/\w{20,}/);
      await page.getByRole('tab', { name: /^(Datos personales|Personal data)$/ }).click();
      await button(page, /^(Suprimir…|Erase…)$/).waitFor();
    },
  },
  {
    name: 'erasure',
    title: 'Suprimir sus datos',
    text: 'Whose data are erased is typed; from then on nothing goes to the person.',
    path: '/receivables/customers?contactability=problems',
    prepare: async (page) => {
      await page.locator('tbody a').first().click();
      await page.waitForURL(/\/customers\/\w{20,}/);
      await page.getByRole('tab', { name: /^(Datos personales|Personal data)$/ }).click();
      await button(page, /^(Suprimir…|Erase…)$/).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'interactions',
    title: 'Cuentas por cobrar › Interacciones',
    text: 'Every communication, in and out, with its state; columns, filters and views of one’s own (B2–B22).',
    path: '/receivables/interactions',
    english: true,
  },
  {
    name: 'timeline',
    title: 'Detail of a communication',
    text: 'What the provider reported, step by step (B4–B9, B21).',
    path: '/receivables/interactions?status=failed',
    prepare: async (page) => {
      await button(page, /^(Ver detalle|See the detail)/).click();
      await page.getByRole('dialog').getByRole('link').first().waitFor();
    },
  },
  {
    name: 'import',
    title: 'Crear comunicaciones masivas',
    text: 'Interactions, customers or debts: template, file, a look at the faults before anything is created, then progress (B23–B34). A file of debts may be complete for a portfolio: the look says how many debts it does not name, and the confirmation settles them.',
    path: '/receivables/imports',
  },
  {
    name: 'download',
    title: 'Descargar',
    text: 'Limits are told before they bite: 45 days, once a day, tomorrow in the process log (B35–B41).',
    path: '/receivables/interactions',
    prepare: (page) => page.getByRole('button', { name: /^(Descargar|Download)$/ }).click(),
  },
  {
    name: 'alerts',
    title: 'Cuentas por cobrar › Alertas',
    text: 'Every alerted address as a work list: why, since when, and whose it is. The red symbol opens what the alert is and the way out, here as in Clientes, in the inbox, above a conversation and in the register; many are cleared at once, with the number first and a day to undo it (F9).',
    path: '/receivables/alerts',
    english: true,
  },
  {
    name: 'processes',
    title: 'Cuentas por cobrar › Log de procesos',
    text: 'Nightly reports, exports and imports with progress, counts, files and faults (B34, B39, F19–F21).',
    path: '/receivables/processes',
    english: true,
  },
  {
    name: 'standing-reports',
    title: 'Informes permanentes',
    text: 'Reports that are written every night, and who is told (F21).',
    path: '/receivables/standing-reports',
  },
  {
    name: 'conversations',
    title: 'Conversaciones › Recibidos',
    text: 'Every channel of a customer in one thread; what waits for an answer is bold (A19–A23, C1–C39).',
    path: '/conversations/received',
    english: true,
    prepare: async (page) => {
      // On a phone the list stands alone, until a conversation is opened.
      if (!isDesk(page)) return;
      await page.locator('.inbox-rows li').first().click();
      await page.locator('.thread-message').first().waitFor();
    },
  },
  {
    name: 'templates',
    title: 'Conversaciones › Plantillas',
    text: 'Templates with merge tags and their state at the provider (D10–D21).',
    path: '/conversations/templates',
  },
  {
    name: 'help-desk',
    title: 'Mesón de Ayuda › Clientes',
    text: 'The second preset of the customers, with a way to contact each (E1–E20).',
    path: '/help-desk/customers',
    english: true,
  },
  {
    name: 'settings',
    title: 'Ajustes › Empresa',
    text: 'Sections with an address each; nothing is lost unasked.',
    path: '/settings/company',
  },
  {
    name: 'accounts',
    title: 'Ajustes › Cuentas conectadas',
    text: 'What the company writes from, with the state that the providers tell (E21, E25–E27).',
    path: '/settings/accounts',
    english: true,
  },
  {
    name: 'communications',
    title: 'Ajustes › Comunicaciones',
    text: 'Channels on and off, and when a failing address gets an alert (Q1).',
    path: '/settings/communications',
  },
  {
    name: 'calls',
    title: 'Ajustes › Llamada',
    text: 'The register of calls and its catalogue (C5, C8, Q10).',
    path: '/settings/calls',
  },
  {
    name: 'segments',
    title: 'Ajustes › Segmentos',
    text: 'Ranges of days overdue without gaps or overlaps (Q15).',
    path: '/settings/segments',
  },
  {
    name: 'metadata',
    title: 'Ajustes › Metadatos',
    text: 'What the company records of its customers; each field may be a column (E16, E17).',
    path: '/settings/metadata',
  },
  {
    name: 'retention',
    title: 'Ajustes › Retención de datos',
    text: 'How long the company keeps what, within the bounds of the law (Ley 21.719, LGPD).',
    path: '/settings/retention',
  },
  {
    name: 'company-export',
    title: 'Ajustes › Retención de datos: exportar y eliminar la empresa',
    text: 'Administrators take along everything that the company has, and read what a deletion removes and what stays (issue 12, 10).',
    path: '/settings/retention#deletion',
    prepare: async (page) => {
      const heading = page.getByRole('heading', { name: /^(Exportar todos los datos|Export all data)/ });
      const { y } = (await heading.boundingBox()) ?? { y: 0 };
      // Below the bars at the top.
      await page.evaluate(`window.scrollBy(0, ${y - 130})`);
    },
  },
  {
    name: 'company-deletion',
    title: 'Eliminar la empresa',
    text: 'The reason and the exact name. It begins after 14 days; until then a banner tells administrators on every page, and any of them takes it back.',
    path: '/settings/retention#deletion',
    prepare: async (page) => {
      await button(page, /^(Eliminar la empresa…|Delete the company…)$/).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'preferences',
    title: 'Ajustes › Mis preferencias',
    text: 'What holds for whoever is signed in alone (B34).',
    path: '/settings/preferences',
  },
];
