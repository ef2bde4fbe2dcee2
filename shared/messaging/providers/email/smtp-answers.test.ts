/** Of what a mail server's refusal speaks: the words, the code, and both where they contradict each other. */

import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../../test/support/thread-cpu.ts';
import { judgeAnswer } from './smtp-answers.ts';

const subjectOf = (words: string, status?: string) => judgeAnswer(status, words).subject;

describe('the code alone (RFC 3463)', () => {
  it.each([
    ['5.1.1', 'absent'],
    ['5.1.2', 'absent'],
    ['5.1.10', 'absent'],
    ['5.2.1', 'disabled'],
    ['5.2.2', 'full'],
    ['5.2.3', 'content'],
    ['5.3.4', 'content'],
    ['5.6.1', 'content'],
    ['5.1.7', 'sender'],
    ['5.1.8', 'sender'],
    ['5.1.90', 'sender'],
    ['5.3.0', 'sender'],
    ['5.4.14', 'sender'],
    ['5.5.0', 'sender'],
    ['5.7.26', 'sender'],
    ['5.7.509', 'sender'],
    ['5.1.0', 'unknown'],
    ['5.0.0', 'unknown'],
    ['5.2.0', 'unknown'],
  ])('%s is %s', (status, subject) => {
    expect(judgeAnswer(status, undefined).subject).toBe(subject);
    expect(judgeAnswer(undefined, `smtp; 550 ${status}`).subject).toBe(subject);
  });

  it('is not an address of a computer, and not a part of a longer number', () => {
    expect(subjectOf('550 5.1.1.7 said goodbye')).toBe('unknown');
    expect(subjectOf('550 45.1.1 said goodbye')).toBe('unknown');
  });
});

describe('the words without a code', () => {
  it.each([
    ['550 User unknown in virtual mailbox table', 'absent'],
    ['550 <rosa@correo.example>: Recipient address rejected.', 'absent'],
    ['550 No Such User Here', 'absent'],
    ["554 delivery error: dd This user doesn't have a yahoo.example account (rosa@yahoo.example) [0]", 'absent'],
    ['550 Requested action not taken: mailbox unavailable', 'absent'],
    ['Host or domain name not found. Name service error for name=gmal.example type=A: Host not found', 'absent'],
    ['550 El usuario no existe', 'absent'],
    ['550 Buzón inexistente', 'absent'],
    ['550 Casilla rosa@correo.example no existe', 'absent'],
    ['550 No existe el destinatario', 'absent'],
    ['550 Destinatário desconhecido', 'absent'],
    ['550 Caixa postal inexistente', 'absent'],
    ['550 Usuário não encontrado', 'absent'],
    ['550 El dominio no existe', 'absent'],
    ['554 Sorry, your message cannot be delivered. This mailbox is disabled (554.30)', 'disabled'],
    ['550 Cuenta de correo suspendida', 'disabled'],
    ['550 Conta desativada por inatividade', 'disabled'],
    ['550 Casilla deshabilitada', 'disabled'],
    ['552 Requested mail action aborted: exceeded storage allocation', 'full'],
    ['552 El buzón del destinatario está lleno', 'full'],
    ['552 Se excedió la cuota de la cuenta', 'full'],
    ['552 Caixa postal cheia', 'full'],
    ['552 Cota de armazenamento excedida', 'full'],
    ['554 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.1', 'sender'],
    ['550 La IP 192.0.2.10 se encuentra en lista negra', 'sender'],
    ['550 Remetente bloqueado', 'sender'],
    ['550 SPF check failed for avisos@demo.example', 'sender'],
    ['550 Administrative prohibition - envelope blocked', 'sender'],
    ['550 Mensaje rechazado por contenido no permitido', 'content'],
    ['554 Mensagem rejeitada: considerada spam', 'content'],
    ['552 Message size exceeds fixed maximum message size', 'content'],
    ['552 O anexo não é permitido', 'content'],
    ['550 Usuario dado de baja', 'absent'],
    ['550 5.7.1 El usuario ya no trabaja en la empresa', 'absent'],
    ['550 La dirección ingresada no corresponde a un usuario válido', 'absent'],
    ['550 Account not available - Cuenta no disponible', 'absent'],
    ['552 A conta ultrapassou o espaço disponível', 'full'],
    ['550 O destinatário excedeu a cota de armazenamento', 'full'],
    ['552 Espacio insuficiente en el buzón', 'full'],
    ['550 Límite de espacio de la cuenta alcanzado', 'full'],
    ['552 sorry, that recipient does not have enough disk quota for your message', 'full'],
    ['501 5.1.7 Invalid address of sender', 'sender'],
    ['550 No se aceptan correos de su dominio', 'sender'],
    ['550 El usuario no acepta mensajes de este remitente', 'sender'],
    ['550 Excedido el número máximo de mensajes por hora', 'sender'],
    ['501 Syntactically invalid HELO argument', 'sender'],
    ['521 5.2.1 :  (HVU:B1) http://postmaster.info.aol.com/errors/554hvub1.html', 'sender'],
    ['550 Contenido sospechoso', 'content'],
    ['554 Transaction failed', 'unknown'],
    ['550 Delivery to the following recipients failed', 'unknown'],
    ['554 Service unavailable', 'unknown'],
  ])('%s: %s', (words, subject) => expect(subjectOf(`smtp; ${words}`)).toBe(subject));
});

describe('code and words that contradict each other', () => {
  it.each([
    ['550 5.7.1 No such user', 'absent'],
    ['553 5.3.0 <rosa@correo.example>... Addressee unknown, relay=[192.0.2.1]', 'absent'],
    ['550 5.4.1 [rosa@empresa.example]: Recipient address rejected: Access denied', 'absent'],
    ['550 5.5.0 Requested action not taken: mailbox unavailable', 'absent'],
    ['550 5.7.1 Recipient address rejected: Access denied', 'sender'],
    ['550 5.2.1 Mailbox unavailable. Your IP address 192.0.2.1 is blacklisted using SPAMHAUS-XBL', 'sender'],
    ['550 5.1.1 <rosa@correo.example> 192.0.2.1 has sent to too many recipients this hour', 'sender'],
    ['550 5.1.1 message looks like spam', 'content'],
    ['550 5.1.1 User unknown. To fight spam, unknown recipients are refused', 'absent'],
    ['550 5.1.1 <spam@bloqueado.example>: User unknown', 'absent'],
    ['550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery', 'rate'],
    ['550 5.2.1 The email account that you tried to reach is disabled', 'disabled'],
    ['552 5.1.1 Recipient overquota', 'full'],
    ['552 5.2.2 Message size exceeds limit', 'content'],
    ['552 5.3.4 Message size exceeds the quota of the mailbox', 'content'],
    ['552 5.3.4 Mailbox is full', 'full'],
    ['552 5.2.3 Bandeja de entrada llena', 'full'],
    ['550 5.1.8 Sender address rejected: Domain not found', 'sender'],
    ['550-Verification failed for <avisos@demo.example> 550-No Such User Here 550 Sender verify failed', 'sender'],
    ["5.1.0 - Unknown address error 550-'5.2.2 <rosa@correo.example>... Mailbox Full'", 'full'],
    ["5.1.0 - Unknown address error 550-'5.7.1 <rosa@correo.example>... Access denied'", 'sender'],
    ['550 5.7.27 Sender address has null MX', 'sender'],
  ])('%s: %s', (words, subject) => expect(subjectOf(`smtp; ${words}`)).toBe(subject));

  it('the words of the server stand above the status that was reported beside them', () => {
    expect(subjectOf('smtp; 550 5.7.1 rejected by DMARC policy', '5.1.1')).toBe('sender');
    expect(subjectOf('smtp; 550 5.1.1 user unknown', '5.0.0')).toBe('absent');
  });
});

describe('for good, or for now', () => {
  it.each([
    ['5.1.1', '550 5.1.1 user unknown', true],
    ['5.1.1', '450 4.1.1 user unknown', false],
    [undefined, 'smtp; 550 user unknown', true],
    [undefined, 'smtp; 450 user unknown', false],
    ['4.1.1', undefined, false],
    [undefined, 'user unknown', null],
  ])('%s %s: %s', (status, words, isPermanent) => expect(judgeAnswer(status, words).isPermanent).toBe(isPermanent));
});

it('takes time in proportion to what is read of it, also of one that is made to cost', () => {
  const hostile = ['user ', '@@', '<a', 'a.', 'sender ', 'mailbox quota ', '5.1.', 'la ip '].map((part) =>
    part.repeat(500_000 / part.length),
  );
  for (const words of hostile) expect(threadCpuMs(() => judgeAnswer('5.0.0', words))).toBeLessThan(2_000);
});
