import { randomBytes, randomInt } from 'node:crypto';

/** Addresses and documents that nobody has used before, so that the suite can run twice on the same data. */

/** A short text that is different at every call. */
export const unique = (): string => `${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;

/** A mailbox that takes everything, on a domain that cannot exist (RFC 2606). */
export const freshEmail = (): string => `rosa.${unique()}@correo.example`;

/** A mailbox that does not exist: Permanent/NoEmail. */
export const missingEmail = (): string => `nobody.${unique()}@correo.example`;

/** A mailbox that is full: Transient/MailboxFull. */
export const fullEmail = (): string => `full.${unique()}@correo.example`;

/** SES's own simulator, with a label of its own: `bounce`, `complaint`, `ooto`, `success`, `suppressionlist`. */
export const simulatorEmail = (name: string): string => `${name}+${unique()}@simulator.amazonses.com`;

const digits = (count: number): string => String(randomInt(10 ** count)).padStart(count, '0');

/** A Chilean mobile that works; its last digit is odd, so that WhatsApp's double tells no `read` by itself. */
export const freshMobile = (): string => `+569${randomInt(4, 10)}${digits(6)}7`;

/** The business-scoped id of a person of WhatsApp who shows no number; odd at its end, as above. */
export const freshUserId = (): string => `CL.1${digits(8)}${digits(7)}7`;

/** A mobile that the SMS provider reports as invalid. */
export const invalidMobile = (): string => `+5698${digits(3)}0000`;

/** A Colombian mobile that ends in one of Meta's error codes. */
export const whatsAppNumberThatFails = (code: number): string => `+573${digits(3)}${String(code).padStart(6, '0')}`;

/** Check digit of a Chilean RUT (Registro Civil): digits times 2 to 7 from the right, modulo 11. */
export const rutCheckDigit = (number: number): string => {
  const sum = [...String(number)].toReversed().reduce((total, digit, i) => total + Number(digit) * (2 + (i % 6)), 0);
  const digit = 11 - (sum % 11);
  return digit === 11 ? '0' : digit === 10 ? 'K' : String(digit);
};

/** A RUT that nobody has yet. */
export const freshRut = (): string => {
  const number = randomInt(30_000_000, 99_999_999);
  return `${number}-${rutCheckDigit(number)}`;
};
