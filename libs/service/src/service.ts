import type { DynamicModule, Type } from '@nestjs/common';
import type { ConfigOf, ConfigParts } from './config/read-config.js';

/** A process of ours: what makes it different from the others. */
export interface Service<P extends ConfigParts> {
  /** In its logs and in its API document. */
  readonly name: string;
  /** Where it listens unless PORT says otherwise. */
  readonly defaultPort: number;
  /** The settings it asks for beyond those of every service. */
  readonly config: P;
  readonly module: (config: ConfigOf<P>) => DynamicModule | Type;
  /** The name of the cookie that may carry a credential, for the API document. */
  readonly cookieName: string;
}

/** Keeps the types of a service's settings together. */
export const defineService = <P extends ConfigParts>(service: Service<P>): Service<P> => service;
