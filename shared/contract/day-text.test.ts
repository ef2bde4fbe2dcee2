import { expect, it } from 'vitest';
import { dayText } from './day-text.ts';

it('a day is written day first in Spanish, year first in English', () => {
  expect(dayText('2026-10-31', 'es')).toBe('31-10-2026');
  expect(dayText('2026-10-31', 'en')).toBe('2026-10-31');
  expect(dayText('', 'es')).toBe('');
});
