import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import type { Alert } from './queries.ts';
import { alertTexts } from './texts.ts';

/** The customers that have an address, each a way to its page, and how many more there are. */
export function Owners({ owners, otherOwners }: Pick<Alert, 'owners' | 'otherOwners'>) {
  const t = useTexts(alertTexts);
  return (
    <>
      {owners.map(({ customerId, name }) => (
        <div key={customerId} className="breakable">
          <TargetLink href={paths.customer(customerId)}>{name}</TargetLink>
        </div>
      ))}
      {otherOwners > 0 && t('othersToo', { count: otherOwners })}
    </>
  );
}

/** "Ana Rojas, Leo Soto y 2 clientes más", as one text. */
export const useOwnerNames = () => {
  const t = useTexts(alertTexts);
  return (owners: readonly { readonly name: string }[], otherOwners: number): string =>
    [
      owners.map(({ name }) => name).join(', '),
      ...(otherOwners > 0 ? [t('othersToo', { count: otherOwners })] : []),
    ].join(' ');
};
