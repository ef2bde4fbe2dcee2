const dayMs = 24 * 60 * 60 * 1000;

/** SES's two limits, both counted in recipients. */
interface SendingQuota {
  /** Recipients per second. */
  readonly maxSendRate: number;
  /** Recipients in any 24 hours. */
  readonly max24HourSend: number;
}

/** High enough not to be met by accident; tests lower them through `POST /_control/settings`. */
const defaultQuota: SendingQuota = { maxSendRate: 500, max24HourSend: 1_000_000 };

/** A token bucket of one second for the rate, and a sliding window for the day. Not kept over a restart. */
export class SendingLimits {
  #quota: SendingQuota = defaultQuota;
  #tokens: number = defaultQuota.maxSendRate;
  #filledAt = Date.now();
  #sent: { at: number; recipients: number }[] = [];

  get quota(): SendingQuota {
    return this.#quota;
  }

  set(quota: SendingQuota): void {
    this.#quota = quota;
    this.#tokens = quota.maxSendRate;
    this.#filledAt = Date.now();
  }

  reset(): void {
    this.#sent = [];
    this.set(defaultQuota);
  }

  /** Recipients in the 24 hours before `now`. */
  sentLast24Hours(now: number): number {
    this.#sent = this.#sent.filter((entry) => entry.at > now - dayMs);
    return this.#sent.reduce((sum, entry) => sum + entry.recipients, 0);
  }

  /** Takes the recipients from both limits, or says which one is exceeded and takes nothing. */
  take(recipients: number, now: number): 'ok' | 'rate' | 'quota' {
    const { maxSendRate, max24HourSend } = this.#quota;
    if (this.sentLast24Hours(now) + recipients > max24HourSend) return 'quota';
    this.#tokens = Math.min(maxSendRate, this.#tokens + ((now - this.#filledAt) / 1000) * maxSendRate);
    this.#filledAt = now;
    if (this.#tokens < recipients) return 'rate';
    this.#tokens -= recipients;
    this.#sent.push({ at: now, recipients });
    return 'ok';
  }
}
