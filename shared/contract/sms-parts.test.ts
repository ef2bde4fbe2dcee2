import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { smsParts } from './sms-parts.ts';

/** The public calculator (Twilio's): https://github.com/TwilioDevEd/message-segment-calculator */
const published = (text: string): number => new SegmentedMessage(text).segmentsCount;

const gsm = [...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0129:;<=>?¡AZÄÖÑÜ§¿azäöñüà'];
const extension = [...'^{}\\[~]|€\f'];
const others = [...'áíóúÁÍÓÚçãõ“”–…\t😀🙏🇨👍ж漢'];
const joined = ['👍🏽', '🇨🇱', '👩‍👩‍👧‍👦', '❤️', '1️⃣', '\r\n', 'e\u0301', 'n\u0303'];

const textOf = (...pieces: readonly (readonly string[])[]) =>
  fc
    .array(fc.oneof(...pieces.map((piece) => fc.constantFrom(...piece))), { minLength: 1, maxLength: 500 })
    .map((characters) => characters.join(''));

describe('parts of an SMS', () => {
  it('are none for an empty text', () => {
    expect(smsParts('')).toEqual({ characters: 0, parts: 0 });
  });

  it.each([
    ['160 of GSM 03.38', 'a'.repeat(160), 160, 1],
    ['161 of GSM 03.38', 'a'.repeat(161), 161, 2],
    ['two parts of 153', 'ñ'.repeat(306), 306, 2],
    ['80 of the extension, two septets each', '€'.repeat(80), 160, 1],
    ['81 of the extension', '€'.repeat(81), 162, 2],
    ['one of the extension across the border of 153', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 306, 3],
    ['70 of UCS-2, by one accented vowel', `á${'a'.repeat(69)}`, 70, 1],
    ['71 of UCS-2', `á${'a'.repeat(70)}`, 71, 2],
    ['a surrogate pair across the border of 67', `${'á'.repeat(66)}😀${'á'.repeat(66)}`, 134, 3],
    ['a flag across the border', `${'á'.repeat(65)}🇨🇱${'á'.repeat(65)}`, 134, 3],
    ['a family that no border splits', `${'á'.repeat(60)}👩‍👩‍👧‍👦${'á'.repeat(62)}`, 133, 3],
  ])('%s', (_, text, characters, parts) => {
    expect(smsParts(text)).toEqual({ characters, parts });
    expect(published(text)).toBe(parts);
  });

  it.each([
    ['GSM alone', textOf(gsm)],
    ['GSM with its extension', textOf(gsm, extension)],
    ['the extension mostly', textOf(extension, extension, gsm)],
    ['letters that GSM lacks', textOf(gsm, extension, others)],
    ['emoji and marks that are read as one', textOf(others, joined)],
    ['lines of Windows', textOf(gsm, ['\r\n', '\n'])],
  ])('agree with the public calculator: %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(smsParts(text).parts).toBe(published(text));
      }),
      { numRuns: 500 },
    );
  });

  it('a heap of marks that no part holds is split like any text', () => {
    expect(smsParts(`o${'\u0301'.repeat(200)}`)).toEqual({ characters: 201, parts: 3 });
  });
});
