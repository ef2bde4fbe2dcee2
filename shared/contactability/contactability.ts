/** Contactability of a customer: the fold over the addresses (Q2, Q2b, Q3, I6). */
import { type Channel, type Contactability, isSendingChannel } from '#contract/vocabulary.ts';

/** What counts of an address. `wrongNumber` belongs to this customer and address alone (Q3). */
export interface CountedAddress {
  readonly channel: Channel;
  readonly alerted: boolean;
  readonly wrongNumber: boolean;
}

export interface ContactabilityView {
  readonly contactability: Contactability;
  /** Why it is `none`: every address has an alert, or there is no address through which the company could send. */
  readonly reason?: 'ALL_ALERTED' | 'NO_ADDRESS';
  /** Nothing can be sent, but a good number for calls is left: "solo llamadas" (Q2). */
  readonly callOnly: boolean;
  /** Addresses with an active alert, those for calls included. */
  readonly alerts: number;
}

/**
 * `none`: no address of a channel that sends and that the company has switched on is free of alerts (Q2).
 * `problems`: any active alert (Q2b). The stronger of the two wins. DND and pauses do not count: they are permission.
 */
export const foldContactability = (
  addresses: readonly CountedAddress[],
  enabledChannels: readonly Channel[],
): ContactabilityView => {
  const isBad = (address: CountedAddress): boolean => address.alerted || address.wrongNumber;
  const alerts = addresses.filter(isBad).length;
  const sendable = addresses.filter(
    (address) => isSendingChannel(address.channel) && enabledChannels.includes(address.channel),
  );
  if (sendable.some((address) => !isBad(address))) {
    return { contactability: alerts > 0 ? 'problems' : 'ok', callOnly: false, alerts };
  }
  return {
    contactability: 'none',
    reason: sendable.length === 0 ? 'NO_ADDRESS' : 'ALL_ALERTED',
    callOnly: addresses.some((address) => address.channel === 'call' && !isBad(address)),
    alerts,
  };
};
