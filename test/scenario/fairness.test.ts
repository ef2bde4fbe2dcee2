/** One company's backlog does not hold up another's message (§5.5 noisy neighbour; design §5 "Fairness"). */
import { expect, it } from 'vitest';
import { as } from './support/api.ts';
import { untilStatus } from './support/messages.ts';
import { operator } from './support/operator.ts';
import { freshMobile } from './support/people.ts';

it('§5.5: a message of acme starts within a minute while demo has a backlog, which goes out whole and once', async () => {
  const [demo, acme] = [as('demo'), as('acme')];
  const customers = await Promise.all(
    [1, 2, 3].map(() => demo.createCustomer([{ channel: 'sms', value: freshMobile() }])),
  );
  const theirs = await acme.createCustomer([{ channel: 'sms', value: freshMobile() }]);
  const backlog = await Promise.all(
    Array.from({ length: 60 }, async (_, i) =>
      demo.send(customers[i % customers.length] ?? { customerId: '', addresses: [] }),
    ),
  );
  const sent = await acme.send(theirs);
  const { acceptedAt, sentAt } = await untilStatus(acme, sent.messageId, 'delivered');
  expect(Date.parse(sentAt ?? '') - Date.parse(acceptedAt)).toBeLessThan(60_000);
  for (const { messageId } of backlog) await untilStatus(demo, messageId, 'delivered');
  if (operator === undefined) return;
  for (const { addresses } of customers) {
    // The sender keeps to the provider's rate by itself: nothing was throttled, nothing called twice.
    const calls = await operator.calls('sms', addresses[0]?.value ?? '');
    expect(calls.map(({ outcome }) => outcome)).toEqual(Array(20).fill('accepted'));
  }
}, 120_000);
