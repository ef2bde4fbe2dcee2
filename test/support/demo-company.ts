/** A company for tests of rules that ask for one: Chilean, in Spanish, with a number to send texts from. */
import { newCompany } from '#shared/companies/defaults.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';

/** @param now epoch ms of its creation */
export const demoCompany = (now: number): CompanyValue =>
  newCompany(
    {
      tenant: 'demo',
      name: 'Demo',
      timeZone: 'America/Santiago',
      language: 'es',
      defaultCountry: 'CL',
      senders: { email: null, sms: { originationIdentity: '+56956781234' }, whatsapp: null },
    },
    now,
  );
