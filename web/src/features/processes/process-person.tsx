import Box from '@cloudscape-design/components/box';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '#web/api/problem.ts';
import { customerQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { processTexts } from './texts.ts';

/** Name and document of the customer whom a process is about; the process itself keeps an id only, so erasure leaves no name. */
export function ProcessPerson({ customerId }: { customerId: string }) {
  const t = useTexts(processTexts);
  const { data: customer, error } = useQuery(customerQuery(customerId));
  const isGone = error instanceof ApiProblem && error.code === 'NOT_FOUND';
  if (customer === undefined && !isGone) return null;
  const document = [customer?.documentType, customer?.documentNumber].filter(Boolean).join(' ');
  const words = customer === undefined ? t('goneCustomer') : [customer.name, document].filter(Boolean).join(' · ');
  return (
    <Box variant="small" display="block">
      <span className="breakable">{words}</span>
    </Box>
  );
}
