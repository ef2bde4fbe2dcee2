/** Where a customer's numbers are dialled: what completes those that are written without a country code. Pure. */
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { CustomerValue } from './entities.ts';

/** Time zones by country, as far as they tell it (IANA, zone1970.tab). */
const zones: Readonly<Record<string, readonly string[]>> = {
  AR: ['America/Argentina/', 'America/Buenos_Aires'],
  BO: ['America/La_Paz'],
  BR: [
    'America/Sao_Paulo',
    'America/Araguaina',
    'America/Bahia',
    'America/Belem',
    'America/Boa_Vista',
    'America/Campo_Grande',
    'America/Cuiaba',
    'America/Eirunepe',
    'America/Fortaleza',
    'America/Maceio',
    'America/Manaus',
    'America/Noronha',
    'America/Porto_Velho',
    'America/Recife',
    'America/Rio_Branco',
    'America/Santarem',
  ],
  CL: ['America/Santiago', 'America/Punta_Arenas', 'America/Coyhaique', 'Pacific/Easter'],
  CO: ['America/Bogota'],
  CR: ['America/Costa_Rica'],
  DO: ['America/Santo_Domingo'],
  EC: ['America/Guayaquil', 'Pacific/Galapagos'],
  ES: ['Europe/Madrid', 'Africa/Ceuta', 'Atlantic/Canary'],
  GT: ['America/Guatemala'],
  HN: ['America/Tegucigalpa'],
  MX: [
    'America/Mexico_City',
    'America/Bahia_Banderas',
    'America/Cancun',
    'America/Chihuahua',
    'America/Ciudad_Juarez',
    'America/Hermosillo',
    'America/Matamoros',
    'America/Mazatlan',
    'America/Merida',
    'America/Monterrey',
    'America/Ojinaga',
    'America/Tijuana',
  ],
  NI: ['America/Managua'],
  PA: ['America/Panama'],
  PE: ['America/Lima'],
  PY: ['America/Asuncion'],
  SV: ['America/El_Salvador'],
  US: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Phoenix'],
  UY: ['America/Montevideo'],
  VE: ['America/Caracas'],
};

/** Types of documents that one country alone has. DNI, CI, NIT, RUC and RUT are several countries'. */
const documentCountries: Readonly<Record<string, string>> = {
  CC: 'CO',
  CNPJ: 'BR',
  CPF: 'BR',
  CUIL: 'AR',
  CUIT: 'AR',
  CURP: 'MX',
  RFC: 'MX',
  RUN: 'CL',
};

const countryOfZone = (zone: string): string | undefined =>
  Object.entries(zones).find(([, names]) =>
    names.some((name) => (name.endsWith('/') ? zone.startsWith(name) : zone === name)),
  )?.[0];

/**
 * Countries whose national numbers a customer's may be: that of the time zone that somebody gave the customer, else of a
 * document that one country alone has; then the company's.
 */
export const countriesOf = (
  customer: { readonly [Key in 'timeZone' | 'documentType']?: CustomerValue[Key] | undefined },
  company: Pick<CompanyValue, 'defaultCountry'>,
): readonly string[] => {
  const own =
    (customer.timeZone == null ? undefined : countryOfZone(customer.timeZone)) ??
    documentCountries[customer.documentType?.trim().toUpperCase() ?? ''];
  return own === undefined || own === company.defaultCountry ? [company.defaultCountry] : [own, company.defaultCountry];
};
