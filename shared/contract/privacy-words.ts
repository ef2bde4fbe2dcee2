/** Words of the rights over personal data, for the console too. */
import type { Label } from './vocabulary.ts';

/** Why somebody is erased (Ley 21.719 art. 7; LGPD art. 18). */
export const erasureReasons = {
  request: { es: 'La persona lo pidió', en: 'The person asked for it' },
  consent_withdrawn: { es: 'La persona retiró su consentimiento', en: 'The person withdrew consent' },
  not_needed: { es: 'Los datos ya no son necesarios', en: 'The data are no longer needed' },
  unlawful: { es: 'Los datos se obtuvieron sin fundamento legal', en: 'The data were collected without legal ground' },
  legal_duty: { es: 'Lo ordena una ley o una autoridad', en: 'A law or an authority orders it' },
} as const satisfies Record<string, Label>;
export type ErasureReason = keyof typeof erasureReasons;

/** What an erasure is doing, in its order. */
export const erasureStages = {
  begin: { es: 'Comienza', en: 'Begins' },
  files: { es: 'Busca en los archivos', en: 'Looks through files' },
  inbound: { es: 'Borra lo recibido sin asignar', en: 'Deletes unassigned messages' },
  messages: { es: 'Borra el contenido de los mensajes', en: 'Empties the messages' },
  records: { es: 'Borra la ficha', en: 'Deletes the record' },
  settle: { es: 'Espera lo que estaba en curso', en: 'Waits for what was under way' },
  again: { es: 'Revisa todo otra vez', en: 'Looks at everything again' },
  done: { es: 'Terminada', en: 'Done' },
} as const satisfies Record<string, Label>;
export type ErasureStage = keyof typeof erasureStages;

/** What a person may ask for beside erasure (Ley 21.719 arts. 8, 8 ter; LGPD art. 18): no automatic messages, or none at all. */
export const restrictionLabels = {
  opposition: { es: 'Oposición: sin envíos automáticos', en: 'Objection: no automatic messages' },
  blocking: { es: 'Bloqueo: sin ningún envío', en: 'Blocked: no messages at all' },
} as const satisfies Record<string, Label>;
/** The same in a list, where a word must do. */
export const restrictionMarks: Readonly<Record<keyof typeof restrictionLabels, Label>> = {
  opposition: { es: 'Se opone a mensajes automáticos', en: 'Objects to automatic messages' },
  blocking: { es: 'Bloqueado', en: 'Blocked' },
};
export type RestrictionKind = keyof typeof restrictionLabels;
export const restrictionKinds = Object.keys(restrictionLabels) as [RestrictionKind, ...RestrictionKind[]];
