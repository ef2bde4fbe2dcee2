import { describe, expect, it } from 'vitest';
import { ownValues } from './own-values.ts';

describe('ownValues', () => {
  it('E16: first e-mail, first number, and the document where it is a RUT', () => {
    const contacts = [
      { channel: 'whatsapp', value: '+56911111111' },
      { channel: 'email', value: 'a@correo.example' },
      { channel: 'sms', value: '+56922222222' },
      { channel: 'email', value: 'b@correo.example' },
    ] as const;
    const document = { documentType: 'RUT', documentNumber: '8123451-5' };
    const own = { email: 'a@correo.example', phone: '+56911111111', rut: '8123451-5' };
    expect(ownValues({ ...document, contacts })).toEqual(own);
  });

  it('has no key for what the customer has not', () => {
    expect(ownValues({ documentType: 'DNI', documentNumber: '1', contacts: [] })).toEqual({});
    expect(ownValues({ documentType: null, documentNumber: null, contacts: [] })).toEqual({});
  });
});
