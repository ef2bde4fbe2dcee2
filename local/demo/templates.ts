/**
 * Templates of the demo companies. Company `demo` submits its own to Meta, whose double approves the first, looks longer
 * at the second and rejects the third; company `acme` records Meta's answers by hand.
 */
export interface DemoTemplate {
  readonly channel: 'email' | 'sms' | 'whatsapp';
  readonly name: string;
  readonly language: string;
  readonly subject?: string;
  readonly body: string;
  readonly state?: 'draft' | 'pending' | 'approved' | 'rejected';
  /** What Meta will make of a pending one soon. */
  readonly becomes?: 'approved';
}

export const demoTemplates: readonly DemoTemplate[] = [
  {
    channel: 'email',
    name: 'aviso_vencimiento',
    language: 'es',
    subject: 'Aviso de vencimiento',
    body: 'Hola {{customerFirstName}}:\n\nTu cuenta con {{companyName}} tiene un saldo por pagar. Escríbenos si necesitas ayuda.',
  },
  {
    channel: 'sms',
    name: 'recordatorio_pago',
    language: 'es',
    body: '{{companyName}}: {{customerFirstName}}, tu cuota está por vencer. Responde BAJA para no recibir avisos.',
  },
  {
    channel: 'whatsapp',
    name: 'recordatorio_cuota',
    language: 'es',
    body: 'Hola {{customerFirstName}}, te escribimos de {{companyName}} por tu cuota. ¿Te podemos ayudar?',
    state: 'pending',
    becomes: 'approved',
  },
  {
    channel: 'whatsapp',
    name: 'convenio_de_pago',
    language: 'es',
    body: 'Hola {{customerFirstName}}, tenemos una promoción en tu convenio de pago. ¿Te la contamos?',
    state: 'pending',
  },
  {
    channel: 'whatsapp',
    name: 'ultima_oportunidad',
    language: 'es',
    body: 'Hola {{customerFirstName}}, última oportunidad: paga hoy o inicia el embargo.',
    state: 'pending',
  },
];

export const acmeTemplates: readonly DemoTemplate[] = [
  {
    channel: 'email',
    name: 'payment_reminder',
    language: 'en',
    subject: 'Payment reminder',
    body: 'Hello {{customerFirstName}}, your payment to {{companyName}} is due.',
  },
  {
    channel: 'whatsapp',
    name: 'payment_reminder',
    language: 'en',
    body: 'Hello {{customerFirstName}}, your payment to {{companyName}} is due.',
    state: 'approved',
  },
];
