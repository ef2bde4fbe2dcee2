import type { ReactNode } from 'react';
import { foundIn } from './found-in.ts';
import './lists.css';

/** A text with what was searched for marked in it. */
export function Found({ text, search }: { text: string; search: string | undefined }) {
  if (search === undefined) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of foundIn(text, search)) {
    parts.push(
      text.slice(at, from),
      <mark key={from} className="found">
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  return [...parts, text.slice(at)];
}
