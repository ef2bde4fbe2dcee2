/**
 * Plain text that stands in for HTML and says only so: "Para ver este mensaje use un lector de HTML". Then the words are
 * those of the HTML (issue 11, line 7). Pure.
 */

/** Longer texts say something themselves. */
const maxLength = 400;

const sentences: readonly RegExp[] = [
  /\bhtml[- ](?:message|mail|e-?mail|format)\b|\b(?:mensaje|correo|mensagem) (?:en |em )?html\b/i,
  /\b(?:html|navegador|browser)\b[^.!?\n]{0,80}\b(?:lector|visor|reader|viewer|client|cliente|leitor|program)/i,
  /\b(?:lector|visor|reader|viewer|client|cliente|leitor|programa)\b[^.!?\n]{0,80}\bhtml\b/i,
  /\b(?:view|read|see|display|ver|vea|veja|leer|lea|abrir|abra|visualizar|visualice|visualize|mostrar)\b[^.!?\n]{0,120}\b(?:html|navegador|browser|web version|versi[oó]n web|vers[aã]o web)\b/i,
  /\b(?:html|browser|navegador)\b[^.!?\n]{0,80}\b(?:view|read|see|ver|leer|abrir|visualizar)\b/i,
  /\b(?:support|soporta|admite|suporta|aceita|acepta)\b[^.!?\n]{0,60}\bhtml\b/i,
  /\b(?:html)\b[^.!?\n]{0,60}\b(?:support|supported|soporta|admite|suporta|enabled|habilitado|activado)\b/i,
  /\bmime[- ](?:format(?:ted)?|message|aware|compatible)\b/i,
  /\b(?:view|read|see|display|ver|vea|leer|lea|visualizar|visualizarlo|abrir)\b[^.!?\n]{0,80}\b(?:client\w{0,2}|program\w{0,2}|lector|visor|leitor|software) compat[ií](?:ble|vel)\b/i,
  /\b(?:this is|este es|esto es|este [eé]|mensaje|message|mensagem|correo|e-?mail)\b[^.!?\n]{0,40}\b(?:in|en|em|formato|format)\b[^.!?\n]{0,20}\bhtml\b/i,
];

const link = /https?:\/\/\S{1,2000}/g;

/** Whether nothing stands there beside the pointer and links: every sentence of it speaks of HTML or of a browser. */
export const pointsToHtml = (text: string): boolean => {
  const words = text.replace(link, '').replace(/\s+/g, ' ').trim();
  if (words.length > maxLength) return false;
  if (words === '') return true;
  const said = words.split(/(?<=[.!?:])\s/).filter((sentence) => /\p{L}{2}/u.test(sentence));
  return said.length > 0 && said.every((sentence) => sentences.some((pattern) => pattern.test(sentence)));
};
