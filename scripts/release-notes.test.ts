import { describe, expect, it } from 'vitest';
import { collectNotes, noteKindOf } from './release-notes.ts';

const changelog = '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-29\n\n### Added\n\n- All.\n';

describe('release notes', () => {
  it('become a section above the last version, by kind', () => {
    const text = collectNotes(changelog, {
      version: '0.3.0',
      date: '2026-12-01',
      notes: [
        { kind: 'fixed', text: 'A fault.\n' },
        { kind: 'added', text: 'A thing\nof two lines.' },
      ],
    });
    expect(text).toBe(
      '# Changelog\n\n## [Unreleased]\n\n## [0.3.0] - 2026-12-01\n\n### Added\n\n- A thing\n  of two lines.\n\n' +
        '### Fixed\n\n- A fault.\n\n## [0.2.0] - 2026-11-29\n\n### Added\n\n- All.\n',
    );
  });

  it('are not released twice, nor when there are none', () => {
    const notes = [{ kind: 'added', text: 'x' }] as const;
    expect(() => collectNotes(changelog, { version: '0.2.0', date: '2026-12-01', notes })).toThrow('already');
    expect(() => collectNotes(changelog, { version: '0.3.0', date: '2026-12-01', notes: [] })).toThrow('nothing');
  });

  it('say their kind by their name', () => {
    expect(noteKindOf('changes/security-tokens.md')).toBe('security');
    expect(() => noteKindOf('changes/tokens.md')).toThrow('added-');
  });
});
