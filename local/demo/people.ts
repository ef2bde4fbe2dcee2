import type { Random } from './random.ts';

/** Invented people. Names are combined from lists; numbers and addresses belong to nobody. */

const givenNames = [
  ...['Agustina', 'Alonso', 'Amanda', 'Baltazar', 'Bárbara', 'Benjamín', 'Carla', 'Catalina', 'Claudio', 'Constanza'],
  ...['Cristóbal', 'Daniela', 'Eduardo', 'Elena', 'Emilio', 'Fernanda', 'Florencia', 'Gonzalo', 'Hernán', 'Ignacia'],
  ...['Javier', 'Josefa', 'Julián', 'Laura', 'Lorenzo', 'Macarena', 'Manuel', 'Marcela', 'Martina', 'Maximiliano'],
  ...['Nicolás', 'Olivia', 'Pablo', 'Paulina', 'Rocío', 'Rodrigo', 'Sebastián', 'Simón', 'Tamara', 'Valentina'],
];
const familyNames = [
  ...['Aguilera', 'Alarcón', 'Bravo', 'Bustamante', 'Cáceres', 'Carrasco', 'Cisternas', 'Contreras', 'Donoso'],
  ...[
    'Escobar',
    'Farías',
    'Figueroa',
    'Gallardo',
    'Godoy',
    'Henríquez',
    'Ibáñez',
    'Jara',
    'Lagos',
    'Leiva',
    'Maldonado',
  ],
  ...['Miranda', 'Norambuena', 'Olivares', 'Ortega', 'Pizarro', 'Quezada', 'Riquelme', 'Saavedra', 'Salinas', 'Tapia'],
  ...['Ulloa', 'Valdés', 'Vásquez', 'Vidal', 'Yáñez', 'Zamorano', 'Zúñiga', 'Peña', 'Núñez', 'Cárdenas'],
];
const englishGivenNames = ['Ada', 'Brian', 'Clara', 'Derek', 'Edith', 'Frank', 'Grace', 'Howard', 'Irene', 'James'];
const englishFamilyNames = ['Ashby', 'Barlow', 'Carver', 'Dalton', 'Ellery', 'Fenwick', 'Garland', 'Holt', 'Ives'];

/** A name as a Spanish speaker writes it: one given name, two family names. */
export const spanishName = (random: Random): string =>
  `${random.pick(givenNames)} ${random.pick(familyNames)} ${random.pick(familyNames)}`;

/** A name of one given and one family name. */
export const englishName = (random: Random): string =>
  `${random.pick(englishGivenNames)} ${random.pick(englishFamilyNames)}`;

/** Check digit of a Chilean RUT: its digits times 2 to 7 from the right, modulo 11. */
export const rutCheckDigit = (digits: number): string => {
  let sum = 0;
  let factor = 2;
  for (let rest = digits; rest > 0; rest = Math.floor(rest / 10)) {
    sum += (rest % 10) * factor;
    factor = factor === 7 ? 2 : factor + 1;
  }
  const digit = 11 - (sum % 11);
  return digit === 11 ? '0' : digit === 10 ? 'K' : String(digit);
};

/** A RUT with its check digit, a different one for each `index`. */
export const rut = (index: number): string => {
  const digits = 9_000_000 + index * 61_007;
  return `${digits}-${rutCheckDigit(digits)}`;
};

/** A mailbox on a domain that cannot exist (RFC 2606). A name that begins with `nobody.` or `full.` fails. */
export const mailbox = (name: string, index: number, prefix = ''): string => {
  const plain = name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return `${prefix}${plain.split(' ').slice(0, 2).join('.')}.${index}@correo.example`;
};

/**
 * A Chilean mobile, a different one for each `index` below 100,000, whose last digits make no provider's double fail.
 */
export const mobile = (index: number): string =>
  `+5697${String(1_000_015 + index * 10 + (index % 5))
    .padStart(7, '0')
    .slice(-7)}`;

/** A mobile that the SMS double reports as invalid, a different one for each `index` below 1,000. */
export const invalidMobile = (index: number): string => `+5697${String(index).padStart(3, '0')}0000`;

/** A number that WhatsApp's double fails with Meta's `code`, a different one for each `index` below 100. */
export const whatsAppNumberThatFails = (code: number, index: number): string =>
  `+569${String(index).padStart(2, '0')}${String(code).padStart(6, '0')}`;
