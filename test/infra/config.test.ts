import { describe, expect, it } from 'vitest';
import { stageConfig } from '../../lib/config.ts';

describe('stage configuration', () => {
  it('protects data and asks for a second factor in prod', () => {
    expect(stageConfig('prod')).toMatchObject({ stage: 'prod', protectData: true, multiFactor: 'required' });
  });

  it('lets dev be thrown away', () => {
    expect(stageConfig('dev')).toMatchObject({ stage: 'dev', protectData: false });
  });

  it.each([undefined, 'staging', 'Prod', 3])('refuses the stage %j and names the right ones', (name) => {
    expect(() => stageConfig(name)).toThrow('pass -c stage=dev or -c stage=prod');
  });

  it('leaves each send worker at least one message a second, so that a batch ends in time', () => {
    for (const stage of ['dev', 'prod']) {
      for (const { perSecond, maximumConcurrency } of Object.values(stageConfig(stage).send)) {
        expect(perSecond / maximumConcurrency).toBeGreaterThanOrEqual(1);
      }
    }
  });
});
