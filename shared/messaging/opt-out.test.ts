import { describe, expect, it } from 'vitest';
import { isOptOut } from './opt-out.ts';

describe('opt-out words', () => {
  it.each([
    ...['ARRET', 'CANCEL', 'END', 'OPT-OUT', 'OPTOUT', 'QUIT', 'REMOVE', 'STOP', 'TD', 'UNSUBSCRIBE'],
    ...['BAJA', 'ALTO', 'PARAR', 'SALIR', 'CANCELAR', 'SAIR'],
    ...['stop', ' STOP. ', 'Baja', '¡Baja!', 'Arrêt', 'baja\n', '“Alto”', 'BAJA…', 'BÁJA'],
  ])('%j is one', (text) => {
    expect(isOptOut(text)).toBe(true);
  });

  it.each([
    'no me baja',
    'baja por favor',
    'bajar',
    'stop it',
    '',
    '   ',
    '.',
    '👍',
    'Ya pagué',
    `stop${' '.repeat(100)}x`,
  ])('%j is not', (text) => {
    expect(isOptOut(text)).toBe(false);
  });
});
