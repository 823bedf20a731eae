import { HttpException } from '@nestjs/common';
import { refusalDetails } from '../errors.js';
import type { Refusal } from '../strategy.js';

/** A 401 with a stable code. The guard has put the challenge on the response. */
export class Refused extends HttpException {
  constructor(readonly refusal: Refusal) {
    super({ code: `credential-${refusal}`, detail: refusalDetails[refusal] }, 401);
  }
}

/** A 401 to a service that does not show the service token. */
export class ServiceRefused extends HttpException {
  constructor() {
    super(
      { code: 'service-token-refused', detail: 'This route is for services that hold the service token.' },
      401,
    );
  }
}

/** A 403 to a browser that was sent here by another site. */
export class CrossSiteWrite extends HttpException {
  constructor() {
    super({ code: 'cross-site-write', detail: 'A page of another site may not change anything here.' }, 403);
  }
}
