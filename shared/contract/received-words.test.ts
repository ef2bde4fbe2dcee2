import { describe, expect, it } from 'vitest';
import { isNoticeOnly, placeholderOf, receivedKinds, receivedNotices, receivedText } from './received-words.ts';

const { MAIL_TOO_LARGE, VIRUS } = receivedNotices;
const languages = ['es', 'en'] as const;

describe('what we have put into a message that came in', () => {
  it.each(Object.entries({ ...receivedNotices, ...receivedKinds }))(
    '%s is said in the reader’s language',
    (_code, label) => {
      for (const from of languages) {
        for (const to of languages) {
          expect(receivedText(placeholderOf(label, from), to)).toBe(placeholderOf(label, to));
          expect(receivedText(`${placeholderOf(label, from)} ¿Ya está?`, to)).toBe(
            `${placeholderOf(label, to)} ¿Ya está?`,
          );
        }
      }
    },
  );

  it.each([
    ['[reacción] retirada', '[reaction] taken back'],
    ['[permiso para llamar] aceptado', '[permission to call] granted'],
    ['[reacción] 👍', '[reaction] 👍'],
    ['[documento] [imagen] boleta.pdf', '[document] [image] boleta.pdf'],
    // First words, as lists show them.
    ['[El correo es demasiado grande: solo se…', placeholderOf(MAIL_TOO_LARGE, 'en')],
    // A person's own.
    ['hola [imagen]', 'hola [imagen]'],
    ['[imagen', '[imagen'],
    ['[El…', '[El…'],
    ['[Pedro] llámeme', '[Pedro] llámeme'],
    ['[imagen] [imagen]', '[image] [imagen]'],
    ['', ''],
  ])('%j is %j in English', (stored, shown) => {
    expect(receivedText(stored, 'en')).toBe(shown);
  });

  it('takes no time for a text that is full of them', () => {
    const text = '[imagen] '.repeat(50_000);
    expect(receivedText(text, 'en')).toHaveLength(text.length - 2);
  });
});

describe('a text of notices alone', () => {
  it('is one whatever their number', () => {
    const both = [MAIL_TOO_LARGE, VIRUS].map((label) => placeholderOf(label, 'es')).join(' ');
    expect(isNoticeOnly(both)).toBe(true);
    expect(isNoticeOnly(placeholderOf(VIRUS, 'en'))).toBe(true);
  });

  it.each(['', 'hola', '[imagen]', `${placeholderOf(VIRUS, 'es')} hola`])('is not %j', (text) => {
    expect(isNoticeOnly(text)).toBe(false);
  });
});
