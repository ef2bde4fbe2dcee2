/** Figures of one part are written without touching the others (`npm run bench -- --only … --write`). */
import { expect, it } from 'vitest';
import { replaceSections } from './sections.ts';

const page = '\n\n### Units\n\nold units\n\n### Bundles\n\nold sizes\n\n';

it('what was measured replaces its own section, and the others stay where they are', () => {
  expect(replaceSections(page, ['### Bundles\n\nnew sizes\n'])).toBe(
    '### Units\n\nold units\n\n### Bundles\n\nnew sizes',
  );
});

it('what was never measured before comes last', () => {
  expect(replaceSections(page, ['### Waiting\n\nunits', '### Units\n\nnew units'])).toBe(
    '### Units\n\nnew units\n\n### Bundles\n\nold sizes\n\n### Waiting\n\nunits',
  );
});
