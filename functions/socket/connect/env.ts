/** Environment of `socket-connect`. */
import { BaseEnvironment, Sockets } from '../../environment.ts';

export const Environment = BaseEnvironment.omit({ ADDRESS_KEY: true, CURSOR_KEY: true }).extend(Sockets.shape);
