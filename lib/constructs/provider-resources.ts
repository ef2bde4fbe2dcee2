import { Construct } from 'constructs';
import type * as z from 'zod';
import type { EveryProvider } from '../../functions/environment.ts';
import type { ContactaFunction } from './contacta-function.ts';
import { EventTopic, type Publisher } from './event-topic.ts';

/** Something that a function may do at a provider hosted by AWS. */
export interface ProviderRight {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a resource is a pattern. */
  readonly reason: string;
}

export interface ProviderResourcesProps {
  /** Of the topic of its events. */
  readonly displayName: string;
  readonly publishers: readonly Publisher[];
  /** What its folder in `shared/messaging/providers` asks for; kept out of the code, not secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** A provider that is called with a key of its own has none. */
  readonly rights?: {
    readonly send: ProviderRight;
    readonly inspect: ProviderRight;
    /** Absent for a provider that keeps no list of refused addresses. */
    readonly clearRefused?: ProviderRight;
  };
}

/** What the provider that sends on a channel has in a stage: its settings, the topic of its events, and the rights at it. */
export class ProviderResources extends Construct {
  /** As JSON, for the functions that call it. */
  readonly settings: string;
  readonly events: EventTopic;
  readonly #rights: ProviderResourcesProps['rights'];

  constructor(scope: Construct, id: string, { displayName, publishers, settings, rights }: ProviderResourcesProps) {
    super(scope, id);
    this.settings = JSON.stringify(settings);
    this.events = new EventTopic(this, 'Events', { displayName, publishers });
    this.#rights = rights;
  }

  grantSend(grantee: ContactaFunction): void {
    this.grant(grantee, this.#rights?.send);
  }

  /** Allows asking for the standing of the accounts that the companies send from. */
  grantInspect(grantee: ContactaFunction): void {
    this.grant(grantee, this.#rights?.inspect);
  }

  /** Allows taking an address off the provider's own list: whoever lifts a refusal asks the provider too (Q9). */
  grantClearRefused(grantee: ContactaFunction): void {
    this.grant(grantee, this.#rights?.clearRefused);
  }

  protected grant(grantee: ContactaFunction, right: ProviderRight | undefined): void {
    if (right !== undefined) grantee.allow(right.actions, right.resources, right.reason);
  }
}

/** The variables of functions that ask every provider. */
export const providerSettings = ({
  email,
  sms,
  whatsapp,
}: Readonly<Record<'email' | 'sms' | 'whatsapp', ProviderResources>>): z.input<typeof EveryProvider> => ({
  EMAIL_PROVIDER_SETTINGS: email.settings,
  SMS_PROVIDER_SETTINGS: sms.settings,
  WHATSAPP_PROVIDER_SETTINGS: whatsapp.settings,
});
