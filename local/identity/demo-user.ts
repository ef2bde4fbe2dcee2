/** A user of the local pool. */
export interface DemoUser {
  /** The pool's id of the user, a UUID at Cognito. */
  readonly sub: string;
  readonly userName: string;
  readonly email: string;
  readonly name: string;
  /** Shown with the user; the local sign-in page asks for a click only. */
  readonly password: string;
  readonly groups: readonly string[];
  /** Further attributes by their Cognito names, such as `custom:tenant`. */
  readonly attributes: Readonly<Record<string, string>>;
}
