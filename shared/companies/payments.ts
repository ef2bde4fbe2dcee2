/** The company's payment page: the link of a debt (C13, D23). Pure. */
import type { SettingsInput } from '#contract/companies.ts';
import { type PaymentPlaceholder, paymentPlaceholders } from '#contract/payment-placeholders.ts';
import { Refusal } from '#platform/errors.ts';
import type { CompanyValue } from './entities.ts';

export type PaymentSettings = NonNullable<SettingsInput['payments']>;

/** Without its own, a company takes no payments. */
export const paymentsOf = (company: Pick<CompanyValue, 'payments'>): PaymentSettings =>
  company.payments ?? { enabled: false, linkPattern: null };

const placeholder = /\{([^{}]*)\}/g;
const isPlaceholder = (name: string): name is PaymentPlaceholder => Object.hasOwn(paymentPlaceholders, name);
const refusal = (detail: string): Refusal => Refusal.at('payments.linkPattern', 'PAYMENT_LINK_INVALID', `${detail}`);

/**
 * The pattern decides where customers pay, so that no value may change its host.
 * @throws Refusal PAYMENT_LINK_INVALID
 */
export const checkPayments = ({ enabled, linkPattern }: PaymentSettings): void => {
  if (linkPattern === null) {
    if (enabled) throw refusal('needed while payments are enabled.');
    return;
  }
  const names = [...linkPattern.matchAll(placeholder)].map(([, name = '']) => name);
  const unknown = names.find((name) => !isPlaceholder(name));
  const taken = Object.keys(paymentPlaceholders).map((name) => `{${name}}`);
  if (unknown !== undefined) throw refusal(`{${unknown.slice(0, 40)}} is not known; use ${taken.join(', ')}.`);
  const [one, other] = ['a', 'b'].map((value) => URL.parse(linkPattern.replace(placeholder, value)));
  if (/[{}\s\\]/.test(linkPattern.replace(placeholder, '')) || !one || !other) throw refusal('not a link.');
  if (one.protocol !== 'https:') throw refusal('links begin with https://.');
  if (one.username !== '' || one.password !== '') throw refusal('a user name or password is not allowed.');
  if (one.origin !== other.origin) throw refusal('placeholders are allowed only after the host.');
};

/** Percent-encoded; a value of dots alone would be a step in the path, and is none. */
const encoded = (value: string): string | undefined =>
  /^\.+$/.test(value) || !value.isWellFormed()
    ? undefined
    : encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Link under which a debt is paid.
 * @returns null when a value that the pattern names is missing
 */
export const paymentLink = (
  pattern: string,
  values: Readonly<Record<PaymentPlaceholder, string | null>>,
): string | null => {
  let isComplete = true;
  const link = pattern.replace(placeholder, (_whole, name: string) => {
    const value = isPlaceholder(name) ? values[name] : null;
    const text = value === null || value === '' ? undefined : encoded(value);
    if (text === undefined) isComplete = false;
    return text ?? '';
  });
  return isComplete ? link : null;
};
