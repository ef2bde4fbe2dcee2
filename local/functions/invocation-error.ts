/** As in the error document of AWS Lambda. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}
