import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery } from '@tanstack/react-query';
import { type MergeTag, mergeTags } from '#contract/merge-tags.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useMay } from '#web/session/me.ts';
import { settingsQuery } from '#web/session/options.ts';
import { composerTexts } from './composer-texts.ts';
import { InvoiceChoice, StatementButton } from './document-tools.tsx';
import type { DraftFileList } from './draft-files.tsx';
import { EmojiChoice } from './emoji-choice.tsx';

/** Tags that have buttons of their own. */
const ownButtons: readonly MergeTag[] = ['accountStatement', 'payButton'];

/** Emojis, merge tags, "Paga aquí", put where the cursor stands; account statement, invoices, files (C10, C11, C13, D23). */
export function InsertTools({
  customerId,
  channel,
  files,
  onInsert,
}: {
  customerId: string;
  channel: SendingChannel;
  files: DraftFileList;
  /** Left out while a template stands in place of the text. */
  onInsert: ((text: string) => void) | undefined;
}) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const may = useMay();
  const { data: settings } = useQuery(settingsQuery);
  const payments = settings?.payments.enabled === true;
  const insertTag = onInsert && ((name: MergeTag) => onInsert(`{{${name}}}`));
  const tags = (Object.keys(mergeTags) as MergeTag[]).filter((name) => !ownButtons.includes(name));
  return (
    <>
      {insertTag !== undefined && (
        <>
          <ButtonDropdown
            items={tags.map((id) => ({ id, text: label(mergeTags[id]) }))}
            expandToViewport
            onItemClick={({ detail }) => insertTag(tags.find((name) => name === detail.id) ?? 'customerName')}
          >
            {t('tags')}
          </ButtonDropdown>
          <EmojiChoice onChoose={(emoji) => onInsert?.(emoji)} />
          {payments && <Button onClick={() => insertTag('payButton')}>{t('pay')}</Button>}
        </>
      )}
      {channel !== 'sms' && (
        <>
          {may('createAccountStatement') && (
            <StatementButton
              customerId={customerId}
              files={files}
              onInsert={
                channel === 'email' && insertTag !== undefined ? () => insertTag('accountStatement') : undefined
              }
            />
          )}
          {payments && may('createInvoiceDocument') && <InvoiceChoice customerId={customerId} files={files} />}
          {may('createAttachment') && (
            <Button iconName="upload" onClick={files.choose}>
              {t('attach')}
            </Button>
          )}
        </>
      )}
    </>
  );
}
