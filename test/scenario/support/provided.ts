import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Stack outputs of the deployment. */
    outputs: Record<string, string>;
    /** Access tokens by `company/role`. */
    tokens: Record<string, string>;
  }
}
