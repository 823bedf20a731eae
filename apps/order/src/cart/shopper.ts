import type { Credential, Identity } from '@doorman/auth';

/** A member who is shopping: who it is, and the credential that a cart kept with the session is found by. */
export class Shopper implements Identity {
  readonly memberId: string;
  #credential: string;
  #reissued: Credential | undefined;

  constructor({ memberId }: Identity, credential: string) {
    this.memberId = memberId;
    this.#credential = credential;
  }

  get credential(): string {
    return this.#credential;
  }

  /** What the client has to hold from now on, because the cart that it carries has changed. */
  get reissued(): Credential | undefined {
    return this.#reissued;
  }

  renew(reissued: Credential): void {
    this.#reissued = reissued;
    this.#credential = reissued.value;
  }
}
