import library from '@cloudscape-design/components/i18n/messages/all.es';
import { describe, expect, it } from 'vitest';
import { familiar } from './familiar.ts';

/** Every text of the messages. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

/** Third person of the imperative, and what else speaks to *usted*. */
const formal =
  /\b(?:\p{L}+(?:elo|ese)|[Uu]sted(?:es)?|[Uu]tilice|[Uu]se|[Ss]eleccione|[Ii]ntroduzca|[Ii]ngrese|[Ee]scriba|[Ee]lija|[Hh]aga|[Ss]iga|Arrastre|[Mm]antenga|[Pp]ersonalice|[Aa]ctualice|[Ee]ncuentre|[Dd]escargue|[Vv]uelva|[Pp]ulse|[Pp]resione|[Rr]evise|[Cc]onfirme|[Aa]gregue|[Dd]ebe especificar|Puede|Tiene|Alcanzó|Superó)(?!\p{L})|(?<!se )\bpuede(?!\p{L})/u;

describe('texts of the component library', () => {
  it('speak to people as tú', () => {
    const texts = textsOf(library);
    expect(texts.filter((text) => formal.test(text)).length).toBeGreaterThan(30);
    expect(textsOf(familiar(library)).filter((text) => formal.test(text))).toEqual([]);
  });

  it('are otherwise as they were', () => {
    expect(familiar('No se puede iniciar con “aws:”.')).toBe('No se puede iniciar con “aws:”.');
    expect(familiar({ a: [{ type: 0, value: 'Introduzca una duración' }] })).toEqual({
      a: [{ type: 0, value: 'Ingresa una duración' }],
    });
  });
});
