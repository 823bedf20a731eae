import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tailBytes = 16_384;

/**
 * What a child printed, on disk but without a name: the file is gone as soon as nobody has it open.
 * Not a pipe, because a child stalls on a pipe that a busy parent is slow to read, and a laboratory must not slow what it measures.
 */
export class Log {
  readonly descriptor: number;
  #kept: string | undefined;

  constructor() {
    const path = join(tmpdir(), `doorman-${randomUUID()}.log`);
    this.descriptor = openSync(path, 'ax+', 0o600);
    unlinkSync(path);
  }

  /** The last lines printed so far, oldest first. */
  tail(lines = 20): string {
    return (this.#kept ?? this.#read()).trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Keeps the tail in memory and lets go of the file. */
  close(): void {
    if (this.#kept !== undefined) return;
    this.#kept = this.#read();
    closeSync(this.descriptor);
  }

  #read(): string {
    const { size } = fstatSync(this.descriptor);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    readSync(this.descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  }
}
