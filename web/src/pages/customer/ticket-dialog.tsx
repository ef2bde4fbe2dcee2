import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import {
  type TicketNetwork,
  type TicketState,
  ticketNetworkLabels,
  ticketNetworks,
  ticketStateLabels,
  ticketStates,
} from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { ConfirmDialog } from '#web/parts/confirm-dialog.tsx';
import { useFieldFaults } from '#web/parts/field-faults.ts';
import { useSaveTicket } from './changes.ts';
import type { Ticket } from './queries.ts';
import { customerPageTexts } from './texts.ts';

/** Adds a ticket, or changes state and link of one; number and network say which ticket it is, so they stay (E28). */
export function TicketDialog({
  customerId,
  ticket: known,
  onClose,
}: {
  customerId: string;
  ticket?: Ticket;
  onClose(): void;
}) {
  const t = useTexts(customerPageTexts);
  const label = useLabel();
  const { show } = useNotices();
  const save = useSaveTicket(customerId);
  const [number, setNumber] = useState(known?.number ?? '');
  const [network, setNetwork] = useState<TicketNetwork>(known?.network ?? 'whatsapp');
  const [state, setState] = useState<TicketState>(known?.state ?? 'open');
  const [link, setLink] = useState(known?.link ?? '');
  const faults = useFieldFaults(save.error, [...(known === undefined ? ['number', 'network'] : []), 'state', 'link']);
  const submit = () => {
    const ticket = { number: number.trim(), network, state, link: link.trim() === '' ? null : link.trim() };
    save.mutate(
      { known, ticket },
      {
        onSuccess: () => {
          show({ id: 'ticket', type: 'success', content: t('ticketSaved', { number: ticket.number }) });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={known === undefined ? t('addTicket') : t('editTicket', { number: known.number })}
      confirm={t('save')}
      cancel={t('cancel')}
      busy={save.isPending}
      error={faults.rest}
      onConfirm={submit}
      onClose={onClose}
    >
      {known === undefined && (
        <FormField label={t('ticketNumber')} errorText={faults.at('number')}>
          <Input autoFocus value={number} onChange={({ detail }) => setNumber(detail.value)} />
        </FormField>
      )}
      {known === undefined && (
        <FormField label={t('network')} errorText={faults.at('network')}>
          <Select
            options={ticketNetworks.map((value) => ({ value, label: label(ticketNetworkLabels[value]) }))}
            selectedOption={{ value: network, label: label(ticketNetworkLabels[network]) }}
            onChange={({ detail }) =>
              setNetwork(ticketNetworks.find((id) => id === detail.selectedOption.value) ?? 'other')
            }
          />
        </FormField>
      )}
      <FormField label={t('state')} errorText={faults.at('state')}>
        <Select
          options={ticketStates.map((value) => ({ value, label: label(ticketStateLabels[value]) }))}
          selectedOption={{ value: state, label: label(ticketStateLabels[state]) }}
          onChange={({ detail }) => setState(ticketStates.find((id) => id === detail.selectedOption.value) ?? 'open')}
        />
      </FormField>
      <FormField label={t('ticketLink')} constraintText={t('ticketLinkHint')} errorText={faults.at('link')}>
        <Input
          type="url"
          value={link}
          onChange={({ detail }) => setLink(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && submit()}
        />
      </FormField>
    </ConfirmDialog>
  );
}
