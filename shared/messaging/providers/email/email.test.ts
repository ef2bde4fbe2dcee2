import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlOf } from '../../content/content-parts.ts';

describe('an e-mail made HTML (§5.6 #54)', () => {
  it('escapes the whole text and keeps its lines', () => {
    expect(htmlOf('<script>alert("x & \'y\'")</script>\r\nHola')).toBe(
      '&lt;script&gt;alert(&quot;x &amp; &#39;y&#39;&quot;)&lt;/script&gt;<br>\nHola',
    );
  });

  it('leaves no character that could begin a tag or end a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(htmlOf(text).replaceAll('<br>', ''))),
    );
  });
});
