/** The table of functions/README.md, held to the stacks: which function there is, and what starts it. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames, type Resource, synthesize } from './synthesize.ts';

const root = resolve(import.meta.dirname, '../..');
const stage = synthesize('prod');

const rows = readFileSync(join(root, 'functions/README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, trigger, useCases] = /^\| `([a-z]+(?:-[a-z]+)+)` +\| (.+?) +\| (.+?) +\|$/.exec(line) ?? [];
    return name === undefined || trigger === undefined || useCases === undefined ? [] : [{ name, trigger, useCases }];
  });

/** A property as text: which logical ids it names. */
const text = (value: unknown): string => JSON.stringify(value ?? null);

/** What a resource that names the function says of its trigger; undefined: it starts nothing. */
const triggerBy = ({ type, logicalId, properties }: Resource, id: string): string | undefined => {
  if (type === 'AWS::Lambda::EventSourceMapping' && text(properties.FunctionName).includes(id)) {
    const queue = /"(?:Workers|Send)(\w+Queue)[0-9A-F]{8}"/.exec(text(properties.EventSourceArn))?.[1];
    return queue ?? "the table's stream";
  }
  if (type === 'AWS::Scheduler::Schedule' && text(properties.Target).includes(id)) {
    return `every ${String(properties.ScheduleExpression).replace(/^rate\((?:1 )?|\)$/g, '')}`;
  }
  if (type === 'AWS::ApiGatewayV2::Integration' && text(properties.IntegrationUri).includes(id)) {
    return logicalId.startsWith('HttpApi') ? 'HTTP API' : 'WebSocket API';
  }
  if (type === 'AWS::ApiGatewayV2::Authorizer' && text(properties.AuthorizerUri).includes(id)) return 'WebSocket API';
  return type === 'AWS::Cognito::UserPool' && text(properties.LambdaConfig).includes(id) ? 'user pool' : undefined;
};

const triggersOf = (name: string): string => {
  const found = stage
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => properties.FunctionName === `contacta-prod-${name}`);
  if (found === undefined) return 'no such function';
  const triggers = stage.resources.flatMap((resource) => triggerBy(resource, found.logicalId) ?? []);
  return triggers.length === 0 ? 'operator' : [...new Set(triggers)].join(', ');
};

describe('the table of functions', () => {
  it('has a row for every function, by name', () => {
    expect(rows.map(({ name }) => name)).toEqual(functionNames);
  });

  it.each(rows)('$name is started by $trigger', ({ name, trigger }) => {
    expect(trigger).toBe(triggersOf(name));
  });

  it('names use cases that functions take', () => {
    const sources = globSync('functions/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');
    const named = rows.flatMap(({ useCases }) => [...useCases.matchAll(/`(.+?)`/g)].map(([, path]) => path));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((path) => !sources.includes(`'#shared/${path}'`))).toEqual([]);
  });
});
