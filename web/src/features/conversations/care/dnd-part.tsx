import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { type Channel, channelLabels, channels, dndScopes, hasRole } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay, useMe } from '#web/session/me.ts';
import { LineDialog } from '../fields/line-dialog.tsx';
import { useDnd } from './care.ts';
import { permissionTexts } from './permission-texts.ts';

/** "No molestar" by channel, and how far it reaches (D28, Q7). */
export function DndPart({ customer }: { customer: Customer }) {
  const t = useTexts(permissionTexts);
  const change = useDnd(customer.customerId);
  const [lifting, setLifting] = useState<Channel>();
  return (
    <section>
      <Box variant="h3">{t('dnd')}</Box>
      <Box variant="small">{t('dndHint')}</Box>
      <SpaceBetween size="xs">
        {channels.map((channel) => (
          <ChannelDnd
            key={channel}
            channel={channel}
            entries={customer.dnd.filter((entry) => entry.channel === channel)}
            busy={change.isPending}
            onChange={(body) => change.mutate({ channel, ...body })}
            onLift={() => setLifting(channel)}
          />
        ))}
      </SpaceBetween>
      {change.error !== null && <ProblemAlert error={change.error} />}
      {lifting !== undefined && (
        <ConsentDialog
          customerId={customer.customerId}
          channel={lifting}
          name={customer.name}
          onClose={() => setLifting(undefined)}
        />
      )}
    </section>
  );
}

type Entry = Customer['dnd'][number];

function ChannelDnd({
  channel,
  entries,
  busy,
  onChange,
  onLift,
}: {
  channel: Channel;
  entries: readonly Entry[];
  busy: boolean;
  onChange(change: { active: boolean; scope?: Entry['scope'] }): void;
  onLift(): void;
}) {
  const t = useTexts(permissionTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  const { roles } = useMe();
  const wishes = entries.filter(({ source }) => source !== 'manual');
  // What reaches furthest says what holds.
  const asked = wishes.find(({ scope }) => scope === 'all') ?? wishes[0];
  const manual = entries.find(({ source }) => source === 'manual');
  const scopes = dndScopes.map((value) => ({ value, label: t(value) }));
  return (
    <div>
      <Toggle
        checked={entries.length > 0}
        disabled={!may('putDnd') || asked !== undefined || busy}
        description={
          asked?.source === 'manual' || asked === undefined
            ? undefined
            : t(asked.source, { at: format.dateTime(asked.at) })
        }
        onChange={({ detail }) => onChange({ active: detail.checked })}
      >
        {label(channelLabels[channel])}
      </Toggle>
      {asked === undefined && manual !== undefined && (
        <Select
          ariaLabel={t('scope', { channel: label(channelLabels[channel]) })}
          options={scopes}
          selectedOption={scopes.find(({ value }) => value === manual.scope) ?? null}
          disabled={!may('putDnd') || busy}
          onChange={({ detail }) => {
            const scope = dndScopes.find((each) => each === detail.selectedOption.value);
            if (scope !== undefined) onChange({ active: true, scope });
          }}
        />
      )}
      {/* What the customer asked for is lifted by supervisors and administrators (Q9). */}
      {asked !== undefined &&
        (hasRole(roles, 'supervisor') ? (
          <Button onClick={onLift}>{t('lift')}</Button>
        ) : (
          <Box variant="small">{t('askSupervisor')}</Box>
        ))}
    </div>
  );
}

/** How the customer agreed to hear from the company again: kept in the history (Q9). */
function ConsentDialog({
  customerId,
  channel,
  name,
  onClose,
}: {
  customerId: string;
  channel: Channel;
  name: string;
  onClose(): void;
}) {
  const t = useTexts(permissionTexts);
  const label = useLabel();
  const lift = useDnd(customerId);
  return (
    <LineDialog
      title={t('liftTitle', { channel: label(channelLabels[channel]) })}
      label={t('consent')}
      hint={t('consentHint')}
      field="consent"
      most={fieldLimits.putDnd.consent.longest}
      confirm={t('lift')}
      busy={lift.isPending}
      error={lift.error}
      onConfirm={(consent) => lift.mutate({ channel, active: false, consent }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Box>{t('liftText', { name })}</Box>
    </LineDialog>
  );
}
