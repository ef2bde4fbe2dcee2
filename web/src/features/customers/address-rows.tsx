import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Channel, channelLabels, channels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { formTexts } from './form-texts.ts';
import './address-rows.css';

/** An address as it is typed. */
export interface AddressRow {
  readonly channel: Channel;
  readonly value: string;
}

/** Phones and e-mail addresses of a new customer, one a line. */
export function AddressRows({
  rows,
  faultAt,
  onChange,
}: {
  rows: readonly AddressRow[];
  /** What is wrong with the address of a row. */
  faultAt(position: number): string | undefined;
  onChange(rows: readonly AddressRow[]): void;
}) {
  const t = useTexts(formTexts);
  const label = useLabel();
  const choices = channels.map((id) => ({ value: id, label: label(channelLabels[id]) }));
  const set = (position: number, change: Partial<AddressRow>) =>
    onChange(rows.map((row, at) => (at === position ? { ...row, ...change } : row)));
  return (
    <SpaceBetween size="xs">
      <div>
        <Box variant="awsui-key-label">{t('addresses')}</Box>
        <Box variant="small">{t('addressesText')}</Box>
      </div>
      {rows.map(({ channel, value }, position) => {
        const number = String(position + 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, and nothing in it is kept beside the draft
          <div key={position} className="address-row">
            <Select
              ariaLabel={t('channel', { number })}
              options={choices}
              selectedOption={choices.find((choice) => choice.value === channel) ?? null}
              onChange={({ detail }) =>
                set(position, { channel: channels.find((id) => id === detail.selectedOption.value) ?? 'email' })
              }
            />
            <FormField errorText={faultAt(position)} stretch>
              <Input
                ariaLabel={t('address', { number })}
                value={value}
                inputMode={channel === 'email' ? 'email' : 'tel'}
                onChange={({ detail }) => set(position, { value: detail.value })}
              />
            </FormField>
            <Button
              formAction="none"
              variant="icon"
              iconName="remove"
              ariaLabel={t('removeAddress', { number })}
              onClick={() => onChange(rows.filter((_, at) => at !== position))}
            />
          </div>
        );
      })}
      <Button
        formAction="none"
        iconName="add-plus"
        onClick={() => onChange([...rows, { channel: 'whatsapp', value: '' }])}
      >
        {t('addAddress')}
      </Button>
    </SpaceBetween>
  );
}
