import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery } from '@tanstack/react-query';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { settingsQuery } from '#web/session/options.ts';
import { composerTexts } from './composer-texts.ts';

/** What people write most; every other one comes from the keyboard of their own system. */
const emojis = [...'😀🙂😉😊👍🙏👋💪✅❌⚠️📅📞✉️💳💰🧾🏦🎉❤️⏰📎'.matchAll(/\p{Emoji}\uFE0F?/gu)].map(([emoji]) => emoji);

/** Tags that have buttons of their own. */
const ownButtons: readonly MergeTag[] = ['accountStatement', 'payButton'];

/** Emojis, merge tags, account statement, "Paga aquí": put where the cursor stands (C10, C11, C13). */
export function InsertTools({ channel, onInsert }: { channel: SendingChannel; onInsert(text: string): void }) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const { data: settings } = useQuery(settingsQuery);
  const tag = (name: string) => onInsert(`{{${name}}}`);
  const tags = (Object.keys(mergeTags) as MergeTag[]).filter((name) => !ownButtons.includes(name));
  return (
    <>
      <ButtonDropdown
        items={tags.map((id) => ({ id, text: label(mergeTags[id]) }))}
        expandToViewport
        onItemClick={({ detail }) => tag(detail.id)}
      >
        {t('tags')}
      </ButtonDropdown>
      <ButtonDropdown
        items={emojis.map((id) => ({ id, text: id }))}
        expandToViewport
        onItemClick={({ detail }) => onInsert(detail.id)}
      >
        {t('emojis')}
      </ButtonDropdown>
      {channel === 'email' && <Button onClick={() => tag('accountStatement')}>{t('statement')}</Button>}
      {settings?.payments.enabled === true && <Button onClick={() => tag('payButton')}>{t('pay')}</Button>}
    </>
  );
}
