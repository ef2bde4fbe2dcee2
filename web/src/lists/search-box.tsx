import Input, { type InputProps } from '@cloudscape-design/components/input';
import { useEffect, useState } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { useFirstFocus } from '#web/parts/use-first-focus.ts';
import { listTexts } from './texts.ts';

/** How long after the last key the search starts, in ms. */
const pauseMs = 350;

/** Search of a list: starts by itself shortly after the last key, at once on Enter. */
export function SearchBox({
  value,
  placeholder,
  focused = false,
  onSearch,
}: {
  value: string;
  placeholder: string;
  /** For dialogs that are opened to search. */
  focused?: boolean;
  onSearch(text: string): void;
}) {
  const t = useTexts(listTexts);
  const field = useFirstFocus<InputProps.Ref>(focused);
  const [draft, setDraft] = useState(value);
  // The address changed by other means: back, a link, "clear filters".
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value);
  }
  const wanted = draft.trim();
  useEffect(() => {
    if (wanted === value) return;
    const timer = setTimeout(() => onSearch(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted, value, onSearch]);
  return (
    <search className="list-filters-search">
      <Input
        type="search"
        ref={field}
        value={draft}
        ariaLabel={t('search')}
        placeholder={placeholder}
        onChange={({ detail }) => setDraft(detail.value)}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') onSearch(wanted);
        }}
      />
    </search>
  );
}
