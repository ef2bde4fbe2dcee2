/** What a text message of a customer says about further messages, by its words and by what kind of message it is. */

import { isNotice } from './kinds.ts';
import { type Wish, wishOf } from './opt-out.ts';

/** `marketing_stop`: no more campaigns; other messages still may go. */
export type MessageWish = Wish | 'marketing_stop';

/**
 * What stands on the opt-out button that Meta offers for marketing templates, in the languages of our templates; Meta
 * fixes the words. https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/marketing-templates/
 */
const stopButtons: ReadonlySet<string> = new Set([
  ...['stop promotions', 'stop marketing messages', 'stop marketing'],
  ...['detener promociones', 'detener las promociones', 'no recibir promociones', 'detener mensajes de marketing'],
  ...['parar promoções', 'interromper promoções', 'cancelar promoções', 'parar mensagens de marketing'],
]);

export const wishOfMessage = ({ kind, text }: { readonly kind: string; readonly text: string }) => {
  if (isNotice(kind)) return undefined;
  const isStop = kind === 'button' && stopButtons.has(text.trim().toLowerCase());
  return isStop ? ('marketing_stop' satisfies MessageWish) : wishOf(text);
};
