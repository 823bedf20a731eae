/** Requests as bytes, one after the other and again from the start, over all connections and turns. */
export class Rotation {
  readonly #requests: readonly Buffer[];
  #at = 0;

  /** @param headers of each request, such as `{ authorization: 'Bearer …' }` */
  constructor(headers: readonly Readonly<Record<string, string>>[]) {
    this.#requests = headers.map((fields) => {
      const lines = Object.entries({ host: '127.0.0.1', ...fields }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      return Buffer.from(['GET / HTTP/1.1', ...lines, '', ''].join('\r\n'), 'latin1');
    });
  }

  get length(): number {
    return this.#requests.length;
  }

  next(): Buffer {
    const request = this.#requests[this.#at];
    if (!request) throw new RangeError('A rotation needs at least one request');
    this.#at = (this.#at + 1) % this.#requests.length;
    return request;
  }
}
