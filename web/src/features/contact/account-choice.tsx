import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { channelLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { AccountState } from './account-state.tsx';
import type { CustomerAccount } from './queries.ts';
import { contactFormTexts } from './texts.ts';

/** The accounts of the customer, each with what can be done with it: two of them give a choice (E21). */
export function AccountChoice({
  accounts,
  chosen,
  onChoose,
}: {
  accounts: readonly CustomerAccount[];
  chosen: CustomerAccount;
  onChoose(addressId: string): void;
}) {
  const t = useTexts(contactFormTexts);
  const label = useLabel();
  const nameOf = ({ channel, label: name }: CustomerAccount) =>
    [label(channelLabels[channel]), ...(name === null ? [] : [name])].join(' · ');
  return (
    <FormField label={t('through')}>
      <RadioGroup
        value={chosen.addressId}
        onChange={({ detail }) => onChoose(detail.value)}
        items={accounts.map((account) => ({
          value: account.addressId,
          label: (
            <>
              {nameOf(account)}: <span className="breakable">{account.value}</span>
            </>
          ),
          description: <AccountState account={account} />,
        }))}
      />
    </FormField>
  );
}
