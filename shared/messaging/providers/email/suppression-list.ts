/** SES's list of addresses to which it refuses to send (F6, Q9). */

import { DeleteSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { quietClient } from '#platform/quiet-client.ts';
import type { SuppressionList } from '#shared/contactability/ports.ts';
import { clientSettings, isNamed } from '../account-standing.ts';

export const createSuppressionList = (
  client: Pick<SESv2Client, 'send'> = quietClient(new SESv2Client(clientSettings)),
): SuppressionList => ({
  async remove(tenantName, address) {
    try {
      await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address, TenantName: tenantName }));
    } catch (error) {
      if (!isNamed(error, 'NotFoundException')) throw error;
    }
  },
});
