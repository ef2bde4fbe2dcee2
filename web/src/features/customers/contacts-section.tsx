import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { alertReasons, channelLabels } from '#contract/vocabulary.ts';
import { TechnicalDetail } from '#web/features/interactions/technical-detail.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { AddressDialog } from './address-dialog.tsx';
import { ClearAlertDialog } from './clear-alert-dialog.tsx';
import { contactTexts } from './contact-texts.ts';
import { DeleteAddressDialog } from './delete-address-dialog.tsx';
import type { Address, Customer } from './queries.ts';
import './contacts-section.css';

type Open =
  | { readonly what: 'clear' | 'replace' | 'delete'; readonly address: Address }
  | { readonly what: 'add' }
  | undefined;

/** "Información de contactos" (A17, A22): every address, its alert beside it, and the two ways out (A24). */
export function ContactsSection({ customer }: { customer: Customer }) {
  const t = useTexts(contactTexts);
  const may = useMay();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const { customerId } = customer;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            may('addAddress') && (
              <Button iconName="add-plus" onClick={() => setOpen({ what: 'add' })}>
                {t('add')}
              </Button>
            )
          }
        >
          {t('title')}
        </Header>
      }
    >
      {customer.addresses.length === 0 ? (
        <Box color="text-body-secondary">{t('empty')}</Box>
      ) : (
        <ul className="contacts">
          {customer.addresses.map((address) => (
            <Contact key={address.addressId} address={address} onOpen={(what) => setOpen({ what, address })} />
          ))}
        </ul>
      )}
      {open?.what === 'clear' && <ClearAlertDialog customerId={customerId} address={open.address} onClose={close} />}
      {open?.what === 'delete' && (
        <DeleteAddressDialog customerId={customerId} address={open.address} onClose={close} />
      )}
      {open?.what === 'replace' && <AddressDialog customerId={customerId} replaced={open.address} onClose={close} />}
      {open?.what === 'add' && <AddressDialog customerId={customerId} onClose={close} />}
    </Container>
  );
}

function Contact({ address, onOpen }: { address: Address; onOpen(what: 'clear' | 'replace' | 'delete'): void }) {
  const t = useTexts(contactTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  const { alert, value, channel, softFailures, softFailureThreshold } = address;
  return (
    <li className="contact">
      <div className="contact-words">
        <Box variant="awsui-key-label">
          {label(channelLabels[channel])}
          {address.label !== null && ` · ${address.label}`}
        </Box>
        <span className="breakable">{value}</span>
        {alert !== null && (
          <>
            {may('clearAlert') ? (
              <AlertSymbol
                words={label(alertReasons[alert.reason])}
                label={t('alert', { address: value })}
                onPress={() => onOpen('clear')}
              />
            ) : (
              <StatusIndicator type="error">{label(alertReasons[alert.reason])}</StatusIndicator>
            )}
            <Box variant="small" display="block">
              {t('raisedAt', { at: format.dateTime(alert.raisedAt) })}
            </Box>
            <TechnicalDetail code={alert.code} diagnostic={null} />
          </>
        )}
        {alert === null && softFailures > 0 && (
          <StatusIndicator type="warning">
            {t('softFailures', { count: softFailures, threshold: softFailureThreshold })}
          </StatusIndicator>
        )}
      </div>
      <SpaceBetween direction="horizontal" size="xxs">
        {may('replaceAddress') && (
          <Button
            variant="icon"
            iconName="edit"
            ariaLabel={t('replace', { address: value })}
            onClick={() => onOpen('replace')}
          />
        )}
        {may('deleteAddress') && (
          <Button
            variant="icon"
            iconName="remove"
            ariaLabel={t('remove', { address: value })}
            onClick={() => onOpen('delete')}
          />
        )}
      </SpaceBetween>
    </li>
  );
}
