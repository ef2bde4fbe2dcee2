import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type Channel, channelLabels, channels, isSendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { RecordButton } from '../calls/record-dialog.tsx';
import type { Conversation } from '../queries.ts';
import { composerTexts } from './composer-texts.ts';
import { MessageForm } from './message-form.tsx';
import type { ReplyTo } from './reply-to.ts';

/** The channel that a conversation goes on with: the last one, else the first that the customer has. */
const firstChannel = ({ last, addresses }: Conversation): Channel =>
  last?.channel ?? channels.find((channel) => addresses.some((address) => address.channel === channel)) ?? 'email';

/** Writes to the customer: channel, address, form of the channel; and Gestión (C7, C9, C14, E21, E22). */
export function Composer({
  conversation,
  reply,
  onOpenContact,
}: {
  conversation: Conversation;
  reply: ReplyTo | undefined;
  onOpenContact(): void;
}) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const [channel, setChannel] = useState<Channel>(() => firstChannel(conversation));
  const [chosen, setChosen] = useState<string>();
  const [answered, setAnswered] = useState(reply);
  if (answered !== reply && reply !== undefined) {
    setAnswered(reply);
    setChannel(reply.channel);
    setChosen(reply.addressId ?? undefined);
  }
  const addresses = conversation.addresses.filter((address) => address.channel === channel);
  const address = addresses.find(({ addressId }) => addressId === chosen) ?? addresses[0];
  const options = addresses.map(({ addressId, value, label: name }) => ({
    value: addressId,
    label: value,
    ...(name === null ? {} : { description: name }),
  }));
  return (
    <section className="composer" aria-label={t('compose')}>
      <SpaceBetween size="xs">
        <div className="composer-row">
          <SegmentedControl
            label={t('channel')}
            selectedId={channel}
            options={channels.map((id) => ({ id, text: label(channelLabels[id]) }))}
            onChange={({ detail }) => {
              const next = channels.find((id) => id === detail.selectedId);
              if (next !== undefined) setChannel(next);
            }}
          />
          {address !== undefined && (
            <div className="composer-address">
              <Select
                ariaLabel={t('address')}
                options={options}
                selectedOption={options.find(({ value }) => value === address.addressId) ?? null}
                onChange={({ detail }) => setChosen(detail.selectedOption.value)}
              />
            </div>
          )}
        </div>
        {address === undefined && (
          <div className="composer-row">
            <span>{t('noAddress')}</span>
            <Button onClick={onOpenContact}>{t('addAddress')}</Button>
          </div>
        )}
        {channel === 'call' && <Phones addresses={addresses} />}
        {address !== undefined && isSendingChannel(channel) && (
          <MessageForm
            key={`${channel} ${reply?.draftId ?? ''}`}
            customerId={conversation.customerId}
            channel={channel}
            addressId={address.addressId}
            focused={reply !== undefined}
            actions={<RecordButton conversation={conversation} />}
          />
        )}
        {(address === undefined || channel === 'call') && (
          <div className="composer-row composer-end">
            <RecordButton conversation={conversation} />
          </div>
        )}
      </SpaceBetween>
    </section>
  );
}

/** Numbers to call from one's own phone; what came of it is recorded by Gestión. */
function Phones({ addresses }: { addresses: Conversation['addresses'] }) {
  const t = useTexts(composerTexts);
  return (
    <div>
      {t('callPhones')}{' '}
      {addresses.map(({ addressId, value }) => (
        <a key={addressId} href={`tel:${value}`}>
          {value}
        </a>
      ))}
    </div>
  );
}
