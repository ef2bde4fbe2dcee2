/** Longest bodies in characters: ten SMS parts (1,530), WhatsApp 4,096, e-mail 100,000 (reliability §5.6 #17). */
export const bodyLimits = { email: 100_000, sms: 1_530, whatsapp: 4_000 } as const;

/** Longest body of a WhatsApp template in characters, with its values filled in too (Meta: message template components). */
export const whatsAppTemplateLimit = 1_024;

/** Longest bodies of templates in characters; but for WhatsApp those of the channel. */
export const templateBodyLimits = { ...bodyLimits, whatsapp: whatsAppTemplateLimit } as const;
