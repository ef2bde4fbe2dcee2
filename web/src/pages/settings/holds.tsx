import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sendingChannels } from '#contract/vocabulary.ts';
import fieldLimits from '#web/api/field-limits.json';
import { Lift } from '#web/features/holds/lift.tsx';
import { type CompanyScope, type Hold, holdsQuery, scopeOf, usePutHold } from '#web/features/holds/queries.ts';
import { holdTexts } from '#web/features/holds/texts.ts';
import { useHoldWords } from '#web/features/holds/use-hold-words.ts';
import { accountsQuery } from '#web/features/settings/accounts.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { focusFirstFault, useFieldFaults, useLineFault } from '#web/parts/field-faults.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { useMay } from '#web/session/me.ts';

/** Ajustes › Detener envíos: what is held now, and the switch itself (F18). */
export function Component() {
  return <WithData query={useQuery(holdsQuery)}>{({ holds }) => <Holds holds={holds} />}</WithData>;
}

function Holds({ holds }: { holds: readonly Hold[] }) {
  const t = useTexts(holdTexts);
  const around = useTexts(settingsTexts);
  const may = useMay();
  const { nameOf, reasonOf, detailsOf } = useHoldWords();
  const [lifted, setLifted] = useState<Hold>();
  return (
    <>
      <Container
        header={
          <Header variant="h2" description={t('about')}>
            {around('holds')}
          </Header>
        }
      >
        <SpaceBetween size="l">
          {may('putHold') ? <HoldForm /> : <Box color="text-body-secondary">{around('readOnly')}</Box>}
          <div>
            <Box variant="h3">{t('standing')}</Box>
            {holds.length === 0 && (
              <Box color="text-body-secondary">
                {t('none')}. {t('noneText')}
              </Box>
            )}
            <ul className="accounts">
              {holds.map((hold) => (
                <li key={`${hold.scope.kind}${hold.scope.id}`} className="hold">
                  <div>
                    <Box variant="awsui-key-label">{nameOf(hold.scope)}</Box>
                    <span className="breakable">{reasonOf(hold)}</span>
                    <Box variant="small" display="block" color="text-body-secondary">
                      {detailsOf(hold)}
                    </Box>
                  </div>
                  {may('putHold') && scopeOf(hold) !== undefined && (
                    <Button ariaLabel={t('liftName', { name: nameOf(hold.scope) })} onClick={() => setLifted(hold)}>
                      {t('lift')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        </SpaceBetween>
      </Container>
      {lifted !== undefined && <Lift hold={lifted} onClose={() => setLifted(undefined)} />}
    </>
  );
}

/** What can be held here; a template is held where it is. */
const useScopes = (): readonly { readonly scope: CompanyScope; readonly label: string }[] => {
  const { nameOf } = useHoldWords();
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const scopes: readonly (readonly [CompanyScope, string | null])[] = [
    [{ kind: 'company' }, null],
    [{ kind: 'automatic' }, null],
    ...sendingChannels.map((id) => [{ kind: 'channel', id }, null] as const),
    ...accounts.map(({ accountId, value }) => [{ kind: 'account', id: accountId }, value] as const),
  ];
  return scopes.map(([scope, name]) => ({
    scope,
    label: nameOf({ kind: scope.kind, id: 'id' in scope ? scope.id : null, name }),
  }));
};

function HoldForm() {
  const t = useTexts(holdTexts);
  const { show } = useNotices();
  const put = usePutHold();
  const scopes = useScopes();
  const [position, setPosition] = useState(0);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reasonFault = useLineFault()(reason, fieldLimits.putHold.reason.longest);
  const faults = useFieldFaults(put.error, ['scope', 'reason']);
  const options = scopes.map(({ label }, index) => ({ value: String(index), label }));
  const hold = () => {
    setTried(true);
    const scope = scopes[position]?.scope;
    if (reasonFault !== undefined || scope === undefined) return focusFirstFault();
    put.mutate(
      { scope, held: true, reason: reason.trim() },
      {
        onSuccess: () => {
          show({ id: 'hold', type: 'success', content: t('held') });
          setReason('');
          setTried(false);
        },
      },
    );
  };
  return (
    <SpaceBetween size="m">
      {faults.rest !== null && <ProblemAlert error={faults.rest} />}
      <FormField label={t('what')} errorText={faults.at('scope')}>
        <Select
          options={options}
          selectedOption={options[position] ?? null}
          onChange={({ detail }) => setPosition(Number(detail.selectedOption.value))}
        />
      </FormField>
      <FormField
        label={t('reason')}
        description={t('reasonAbout')}
        errorText={(tried ? reasonFault : undefined) ?? faults.at('reason')}
      >
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <Button loading={put.isPending} onClick={hold}>
        {t('hold')}
      </Button>
    </SpaceBetween>
  );
}
