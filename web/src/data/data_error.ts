// Data that is not what docs/serve.md says. The message is for a person.
export class DataError extends Error {}

// The server's answer to a request that it refused, or that never reached it.
export class RequestError extends Error {
  // HTTP status; 0: there was no answer.
  readonly status: number;
  // "not-found", "not-kept", …; "unreachable" without an answer.
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
