/**
 * Lambda entry point of `operations-hold-sending`: all sending of the deployment stops within 5 seconds, or goes on.
 * `{"held": true, "reason": "…", "by": "…"}`; without a payload it tells what stands.
 */
import { openGround } from '../../composition/ground.ts';
import { createHoldSending } from './bindings.ts';
import { Environment } from './env.ts';

export const handler = createHoldSending(openGround(Environment.parse(process.env)));
