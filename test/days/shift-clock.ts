/** Runs before each test file: its process, with the engines in it, begins at the day's moment and goes on from there. */
import { setClock } from '../../local/clock.ts';
import { daysAfter } from './days.ts';

const name = process.env.TEST_DAY ?? '';
const now = daysAfter(Date.now())[name];
if (now === undefined)
  throw new Error(`There is no day called ${name}: ${Object.keys(daysAfter(Date.now())).join(', ')}.`);
setClock({ now, running: true });
