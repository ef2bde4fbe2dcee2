import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useTexts } from '#web/language/texts.ts';
import { interactionTexts } from './texts.ts';

/** The provider's own code and words, in its own language: folded, because the reason in words stands before them. */
export function TechnicalDetail({ code, diagnostic }: { code: string | undefined; diagnostic: string | null }) {
  const t = useTexts(interactionTexts);
  return (
    <ExpandableSection variant="inline" headerText={t('technical')}>
      {code !== undefined && <Box variant="code">{code}</Box>}
      {diagnostic !== null && <p className="plain-text">{diagnostic}</p>}
    </ExpandableSection>
  );
}
