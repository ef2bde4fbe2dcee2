/** What is typed before a person is erased names this person and nobody else. */
import { describe, expect, it } from 'vitest';
import { isSamePerson } from './same-person.ts';

const person = { name: 'María José Ñuñez', documentNumber: '12345678-5' };

describe('typing who is erased', () => {
  it.each(['María José Ñuñez', ' maria jose nunez ', '12345678-5', '12.345.678-5', '123456785'])('%j is', (typed) => {
    expect(isSamePerson(person, typed)).toBe(true);
  });

  it.each(['', '  ', '...', 'María', 'María José', '12345678', '12345679-3'])('%j is not', (typed) => {
    expect(isSamePerson(person, typed)).toBe(false);
  });

  it('without a document only the name is', () => {
    expect(isSamePerson({ name: '—', documentNumber: null }, '')).toBe(false);
    expect(isSamePerson({ name: 'Ana', documentNumber: null }, 'ana')).toBe(true);
  });
});
