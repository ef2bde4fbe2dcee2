import { RunnerError } from '../errors.ts';
import { attributeOf, type LocalAddresses, referenceOf } from './attributes.ts';
import type { Assembly, AssemblyStack } from './manifest.ts';
import { localAccount } from './names.ts';
import { resolveSecretReferences, type SecretValues } from './secrets.ts';
import { ignoredTypes, supportedTypes } from './supported.ts';

/** Stands for `AWS::NoValue`: the property that holds it disappears. */
const noValue = Symbol('AWS::NoValue');

/** A resource whose properties are plain values. */
export interface ResolvedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` of it gives: the physical name for most types, a URL or an ARN for some. */
  readonly reference: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ResolvedAssembly {
  readonly region: string;
  readonly resources: readonly ResolvedResource[];
  /** Outputs of all stacks by name; the exports that the CDK makes between stacks are left out. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Resolves a cloud assembly against the addresses of this machine. Strict: what it does not know, it refuses.
 *
 * @throws RunnerError with the stack and logical id of the first resource that it cannot represent faithfully
 */
export const resolveAssembly = (
  assembly: Assembly,
  addresses: LocalAddresses,
  secrets: SecretValues,
): ResolvedAssembly => {
  const regions = new Set(assembly.stacks.map((stack) => stack.region));
  const [region] = regions;
  if (region === undefined || regions.size > 1) {
    throw new RunnerError(
      `The stacks are in several regions (${[...regions].join(', ')}).`,
      'Synthesize for one region.',
    );
  }
  const resolver = new Resolver(assembly, addresses, secrets);
  const resources = assembly.stacks.flatMap((stack) => resolver.resources(stack));
  const outputs: Record<string, string> = {};
  for (const stack of assembly.stacks) {
    for (const [name, value] of resolver.outputs(stack)) {
      if (outputs[name] !== undefined && outputs[name] !== value) {
        throw new RunnerError(`Two stacks have an output ${name} with different values.`, 'Rename one of them.');
      }
      outputs[name] = value;
    }
  }
  return { region, resources, outputs };
};

class Resolver {
  readonly #assembly: Assembly;
  readonly #addresses: LocalAddresses;
  readonly #secrets: SecretValues;
  readonly #socketApis: ReadonlySet<string>;

  constructor(assembly: Assembly, addresses: LocalAddresses, secrets: SecretValues) {
    this.#assembly = assembly;
    this.#addresses = addresses;
    this.#secrets = secrets;
    this.#socketApis = new Set(
      assembly.stacks.flatMap((stack) =>
        Object.entries(stack.template.Resources)
          .filter(([, { Type, Properties }]) => Type.endsWith('V2::Api') && Properties.ProtocolType === 'WEBSOCKET')
          .map(([logicalId]) => this.#reference(stack, logicalId, `${stack.name}/${logicalId}`)),
      ),
    );
  }

  resources(stack: AssemblyStack): ResolvedResource[] {
    const resolved: ResolvedResource[] = [];
    for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
      if (ignoredTypes.has(resource.Type)) continue;
      const where = `${stack.name}/${logicalId}`;
      const supported = supportedTypes[resource.Type];
      if (supported === undefined) {
        throw new RunnerError(
          `${where} is a ${resource.Type}, which the local runner does not know.`,
          'Teach local/resources about it, or list the type as ignored on purpose in local/assembly/supported.ts.',
        );
      }
      if (resource.Condition !== undefined && !this.#condition(stack, resource.Condition)) continue;
      const properties: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(resource.Properties)) {
        if (supported.ignored.includes(name)) continue;
        if (!supported.handled.includes(name)) {
          throw new RunnerError(
            `${where} (${resource.Type}) sets ${name}, which the local runner does not act on.`,
            'Teach local/ about it, or list the property as ignored in local/assembly/supported.ts.',
          );
        }
        // The bucket of an asset is the CDK's bootstrap bucket, which does not exist here: only the key matters.
        const plain = name === 'Code' ? assetKeyOnly(value) : value;
        const result = this.#resolve(stack, plain, `${where}.${name}`);
        if (result !== noValue) properties[name] = result;
      }
      resolved.push({
        stack: stack.name,
        logicalId,
        type: resource.Type,
        reference: this.#reference(stack, logicalId, where),
        properties,
      });
    }
    return resolved;
  }

  *outputs(stack: AssemblyStack): Generator<[string, string]> {
    for (const [name, output] of Object.entries(stack.template.Outputs)) {
      if (name.startsWith('ExportsOutput')) continue;
      const condition = output.Condition;
      if (typeof condition === 'string' && !this.#condition(stack, condition)) continue;
      yield [name, this.#text(stack, output.Value, `${stack.name} output ${name}`)];
    }
  }

  #resolve(stack: AssemblyStack, value: unknown, where: string): unknown {
    if (typeof value === 'string') return this.#finish(stack, value);
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.#resolve(stack, item, `${where}[${index}]`))
        .filter((item) => item !== noValue);
    }
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#intrinsic(stack, first[0], first[1], where);
    }
    const result: Record<string, unknown> = {};
    for (const [key, item] of entries) {
      const resolved = this.#resolve(stack, item, `${where}.${key}`);
      if (resolved !== noValue) result[key] = resolved;
    }
    return result;
  }

  #intrinsic(stack: AssemblyStack, name: string, argument: unknown, where: string): unknown {
    switch (name) {
      case 'Ref':
        if (argument === 'AWS::NoValue') return noValue;
        return this.#reference(stack, literal(argument, where), where);
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument : literal(argument, where).split(/\.(.*)/s);
        return this.#attribute(stack, literal(id, where), this.#text(stack, attribute, where), where);
      }
      case 'Fn::Sub':
        return this.#substitute(stack, argument, where);
      case 'Fn::Join': {
        const [separator, items] = this.#list(stack, argument, where);
        if (!Array.isArray(items)) throw unresolvable(where, 'Fn::Join without a list');
        return this.#finish(stack, items.map((item) => plainText(item, where)).join(plainText(separator, where)));
      }
      case 'Fn::Select': {
        const [index, items] = this.#list(stack, argument, where);
        const chosen = Array.isArray(items) ? items[Number(index)] : undefined;
        if (chosen === undefined) throw unresolvable(where, 'Fn::Select outside its list');
        return chosen;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#list(stack, argument, where);
        return plainText(text, where).split(plainText(separator, where));
      }
      case 'Fn::If': {
        if (!Array.isArray(argument)) throw unresolvable(where, 'Fn::If without a list');
        const [condition, yes, no] = argument;
        return this.#resolve(stack, this.#condition(stack, literal(condition, where)) ? yes : no, where);
      }
      case 'Fn::ImportValue':
        return this.#import(this.#text(stack, argument, where), where);
      case 'Fn::FindInMap': {
        const [map, top, second] = this.#list(stack, argument, where).map((item) => plainText(item, where));
        const found = stack.template.Mappings[map ?? '']?.[top ?? '']?.[second ?? ''];
        if (found === undefined) throw unresolvable(where, `Fn::FindInMap ${map}.${top}.${second}`);
        return found;
      }
      default:
        throw unresolvable(where, name);
    }
  }

  #list(stack: AssemblyStack, argument: unknown, where: string): unknown[] {
    const items = this.#resolve(stack, argument, where);
    if (!Array.isArray(items)) throw unresolvable(where, 'an intrinsic function without its list');
    return items;
  }

  #text(stack: AssemblyStack, value: unknown, where: string): string {
    return plainText(this.#resolve(stack, value, where), where);
  }

  #substitute(stack: AssemblyStack, argument: unknown, where: string): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(variables ?? {}));
    const text = literal(template, where).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (own[name] !== undefined) return this.#text(stack, own[name], where);
      const dot = name.indexOf('.');
      return dot < 0
        ? this.#reference(stack, name, where)
        : this.#attribute(stack, name.slice(0, dot), name.slice(dot + 1), where);
    });
    return this.#finish(stack, text.replaceAll('${!', '${'));
  }

  #reference(stack: AssemblyStack, name: string, where: string): string {
    const pseudo = this.#pseudo(stack, name);
    if (pseudo !== undefined) return pseudo;
    const resource = stack.template.Resources[name];
    if (resource !== undefined) {
      return referenceOf(this.#described(stack, name, where), this.#addresses);
    }
    const parameter = stack.template.Parameters[name];
    if (parameter?.Default !== undefined) return plainText(parameter.Default, where);
    throw unresolvable(where, `Ref ${name}`);
  }

  #pseudo(stack: AssemblyStack, name: string): string | undefined {
    switch (name) {
      case 'AWS::AccountId':
        return localAccount;
      case 'AWS::Region':
        return stack.region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stack.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${stack.region}:${localAccount}:stack/${stack.name}/local`;
      default:
        return undefined;
    }
  }

  #attribute(stack: AssemblyStack, logicalId: string, attribute: string, where: string): string {
    if (stack.template.Resources[logicalId] === undefined) throw unresolvable(where, `GetAtt ${logicalId}`);
    const value = attributeOf(this.#described(stack, logicalId, where), attribute, this.#addresses);
    if (value === undefined) throw unresolvable(where, `GetAtt ${logicalId}.${attribute}`);
    return value;
  }

  /** A resource as far as its name and ARN need: type and the properties that name it. */
  #described(stack: AssemblyStack, logicalId: string, where: string) {
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined) throw unresolvable(where, `Ref ${logicalId}`);
    const named = (property: string): string | undefined => {
      const value = resource.Properties[property];
      return value === undefined ? undefined : this.#text(stack, value, `${stack.name}/${logicalId}.${property}`);
    };
    return { stack: stack.name, region: stack.region, logicalId, type: resource.Type, named };
  }

  #import(exportName: string, where: string): string {
    for (const stack of this.#assembly.stacks) {
      for (const [id, output] of Object.entries(stack.template.Outputs)) {
        if (output.Export === undefined) continue;
        const name = this.#text(stack, output.Export.Name, `${stack.name} output ${id}`);
        if (name === exportName) return this.#text(stack, output.Value, `${stack.name} output ${id}`);
      }
    }
    throw unresolvable(where, `Fn::ImportValue ${exportName}, which no stack exports`);
  }

  #condition(stack: AssemblyStack, name: string): boolean {
    const definition = stack.template.Conditions[name];
    if (definition === undefined) throw unresolvable(stack.name, `condition ${name}`);
    return this.#holds(stack, definition, `${stack.name} condition ${name}`);
  }

  #holds(stack: AssemblyStack, definition: unknown, where: string): boolean {
    const [entry] = Object.entries(definition ?? {});
    const [name, argument] = entry ?? [];
    const parts: unknown[] = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return this.#condition(stack, literal(argument, where));
      case 'Fn::Equals':
        return this.#text(stack, parts[0], where) === this.#text(stack, parts[1], where);
      case 'Fn::Not':
        return !this.#holds(stack, parts[0], where);
      case 'Fn::And':
        return parts.every((part) => this.#holds(stack, part, where));
      case 'Fn::Or':
        return parts.some((part) => this.#holds(stack, part, where));
      default:
        throw unresolvable(where, String(name));
    }
  }

  /** Replaces secret references and the AWS addresses that templates compose by hand (issuer, API endpoint). */
  #finish(stack: AssemblyStack, text: string): string {
    const local = this.#addresses.localize(text, stack.region, (apiId) => this.#socketApis.has(apiId));
    return resolveSecretReferences(local, this.#secrets);
  }
}

const assetKeyOnly = (code: unknown): unknown => {
  const entries = Object.entries(code ?? {}).filter(([name]) => name !== 'S3Bucket');
  return Object.fromEntries(entries);
};

const literal = (value: unknown, where: string): string => {
  if (typeof value !== 'string') throw unresolvable(where, 'an intrinsic function where a name is expected');
  return value;
};

const plainText = (value: unknown, where: string): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw unresolvable(where, 'text made of something that is not text');
};

const unresolvable = (where: string, what: string): RunnerError =>
  new RunnerError(`${where}: the local runner cannot resolve ${what}.`, 'Teach local/assembly/resolver.ts about it.');
