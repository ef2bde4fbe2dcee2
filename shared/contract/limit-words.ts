/** What companies and users may ask, in words and figures (B8). Nothing but words, for the console too. */
import type { Label } from './vocabulary.ts';

const minute = 60;
const day = 86_400;

/**
 * Every limit with its words, its window in seconds and what holds where neither the deployment nor the company says
 * otherwise. Windows begin at whole minutes and at midnight UTC.
 */
export const limitDefinitions = {
  userRequestsPerMinute: {
    label: { es: 'Solicitudes por minuto de un usuario', en: 'Requests per minute, one user' },
    seconds: minute,
    standard: 6_000,
  },
  requestsPerMinute: {
    label: { es: 'Solicitudes por minuto de la empresa', en: 'Requests per minute, whole company' },
    seconds: minute,
    standard: 30_000,
  },
  sendsPerMinute: {
    label: { es: 'Mensajes aceptados por minuto', en: 'Messages accepted per minute' },
    seconds: minute,
    standard: 20_000,
  },
  sendsPerDay: {
    label: { es: 'Mensajes aceptados por día', en: 'Messages accepted per day' },
    seconds: day,
    standard: 2_000_000,
  },
  uploadBytesPerDay: {
    label: { es: 'Archivos subidos por día (bytes)', en: 'Uploads per day (bytes)' },
    seconds: day,
    standard: 20 * 1024 ** 3,
  },
} as const satisfies Record<string, { readonly label: Label; readonly seconds: number; readonly standard: number }>;
export type LimitName = keyof typeof limitDefinitions;
export const limitNames = Object.keys(limitDefinitions) as [LimitName, ...LimitName[]];
