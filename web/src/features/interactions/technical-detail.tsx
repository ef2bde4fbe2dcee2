import Box from '@cloudscape-design/components/box';
import { useTexts } from '#web/language/texts.ts';
import { Foldable } from '#web/parts/foldable.tsx';
import { interactionTexts } from './texts.ts';

/** The provider's own code and words, in its own language: folded, because the reason in words stands before them. */
export function TechnicalDetail({ code, diagnostic }: { code: string | undefined; diagnostic: string | null }) {
  const t = useTexts(interactionTexts);
  return (
    <Foldable variant="inline" headerText={t('technical')}>
      {code !== undefined && <Box variant="code">{code}</Box>}
      {diagnostic !== null && <p className="plain-text">{diagnostic}</p>}
    </Foldable>
  );
}
