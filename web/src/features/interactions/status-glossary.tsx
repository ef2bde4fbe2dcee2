import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import { statusGlossary } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ToolButton } from '#web/lists/tool-button.tsx';
import { useStatusWord } from './interaction-status.tsx';
import { interactionTexts } from './texts.ts';
import './interactions.css';

/** "Glosario de estados" (B10, C39): every state with what it means, in the words of communications or of messages. */
export function StatusGlossary({ of }: { of: 'communication' | 'message' }) {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  const word = useStatusWord(of);
  return (
    <Popover
      triggerType="custom"
      size="large"
      fixedWidth
      position="bottom"
      renderWithPortal
      header={t('glossary')}
      content={
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
        <section className="status-glossary" aria-label={t('glossary')} tabIndex={0}>
          <dl>
            {statusGlossary.map(({ status, meaning }) => (
              <div key={status}>
                <Box tagOverride="dt" fontWeight="bold" variant="div">
                  {word(status)}
                </Box>
                <dd>{label(meaning)}</dd>
              </div>
            ))}
          </dl>
        </section>
      }
    >
      <ToolButton iconName="status-info" text={t('glossary')} />
    </Popover>
  );
}
