import Icon, { type IconProps } from '@cloudscape-design/components/icon';
import { type Channel, channelLabels } from '#contract/vocabulary.ts';
import { useLabel } from '#web/language/use-language.ts';

const names: Readonly<Record<Channel, IconProps.Name>> = {
  email: 'at-symbol',
  sms: 'contact',
  whatsapp: 'send',
  call: 'call',
};

/** The medium of a message (D11). */
export function ChannelIcon({ channel }: { channel: Channel }) {
  const label = useLabel();
  return <Icon name={names[channel]} size="small" variant="subtle" ariaLabel={label(channelLabels[channel])} />;
}
