import DOMPurify from 'dompurify';
import { useMemo } from 'react';
import './mail-frame.css';

/** Declarations that could ask for a file: `url()`, `image-set()`, and whatever is spelt with escapes. */
const withoutImages = (style: string): string =>
  style
    .split(';')
    .filter((declaration) => !/\\|url|image|src/i.test(declaration))
    .join(';');

/** What is left of an e-mail's HTML: words, tables, layout. No scripts, forms, frames, styles of pages, no images. */
const clean = (html: string): string => {
  const purify = DOMPurify(window);
  purify.addHook('afterSanitizeAttributes', (node) => {
    const style = node.getAttribute('style');
    if (style !== null) node.setAttribute('style', withoutImages(style));
    if (node.nodeName !== 'A') return;
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  });
  return purify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'img', 'picture', 'video', 'audio', 'svg'],
    FORBID_ATTR: ['background', 'srcset', 'id', 'class', 'name'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
  });
};

/**
 * Shows HTML that somebody outside has written: cleaned, in a frame without scripts and without our origin, that loads
 * nothing from anywhere. Its own policy says so once more, for whatever the cleaning may have missed.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const page = useMemo(
    () =>
      `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><base target="_blank"><body>${clean(html)}</body>`,
    [html],
  );
  return (
    <iframe
      className="mail-frame"
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={page}
    />
  );
}
