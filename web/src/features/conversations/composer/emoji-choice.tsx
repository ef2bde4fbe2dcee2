import Button from '@cloudscape-design/components/button';
import Popover, { type PopoverProps } from '@cloudscape-design/components/popover';
import { useRef } from 'react';
import { useTexts } from '#web/language/texts.ts';
import { composerTexts } from './composer-texts.ts';

/** What people write most; every other one comes from the keyboard of their own system. */
const emojis = [...'😀🙂😉😊👍🙏👋💪✅❌⚠️📅📞✉️💳💰🧾🏦🎉❤️⏰📎'.matchAll(/\p{Emoji}\uFE0F?/gu)].map(([emoji]) => emoji);

/** Emojis to put into the text (C10). */
export function EmojiChoice({ onChoose }: { onChoose(emoji: string): void }) {
  const t = useTexts(composerTexts);
  const popover = useRef<PopoverProps.Ref>(null);
  return (
    <Popover
      ref={popover}
      triggerType="custom"
      size="small"
      position="top"
      renderWithPortal
      content={
        <div className="emoji-choice">
          {emojis.map((emoji) => (
            <button
              key={emoji}
              type="button"
              onClick={() => {
                popover.current?.dismiss();
                onChoose(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      }
    >
      <Button>{t('emojis')}</Button>
    </Popover>
  );
}
