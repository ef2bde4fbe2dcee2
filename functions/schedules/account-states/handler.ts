/** Every hour: asks the providers for the state of the companies' accounts (E25–E27). */
import { openGround } from '../../composition/ground.ts';
import { askProvider } from '../../composition/ports.ts';
import { createAccountStates } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const ground = openGround(environment);

export const handler = createAccountStates({
  ...ground,
  askProvider: askProvider(environment, ground.log),
});
