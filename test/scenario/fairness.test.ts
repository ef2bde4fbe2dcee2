/** One company's backlog does not hold up another's message (§5.5 noisy neighbour; design §5 "Fairness"). */
import { expect, it } from 'vitest';
import { as } from './support/api.ts';
import { untilStatus } from './support/messages.ts';
import { operator } from './support/operator.ts';
import { freshMobile } from './support/people.ts';

it('a message of acme gets out while demo has a backlog', async () => {
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
  const { sentAt } = await untilStatus(acme, sent.messageId, 'delivered');
  const times = await Promise.all(
    backlog.map(async ({ messageId }) => Date.parse((await untilStatus(demo, messageId, 'delivered')).sentAt ?? '')),
  );
  // All of the backlog went out, none twice, and not all of it before the other company's one message.
  expect(times).toHaveLength(60);
  for (const time of times) expect(time).not.toBeNaN();
  expect(Date.parse(sentAt ?? '')).toBeLessThan(Math.max(...times));
  if (operator === undefined) return;
  for (const { addresses } of customers) {
    // The sender keeps to the provider's rate by itself: nothing was throttled, nothing called twice.
    const calls = await operator.calls('sms', addresses[0]?.value ?? '');
    expect(calls.map(({ outcome }) => outcome)).toEqual(Array(20).fill('accepted'));
  }
}, 120_000);
