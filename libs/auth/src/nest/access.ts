import { SetMetadata } from '@nestjs/common';

/** Who may call a route. Without a word, members alone: a route is closed unless it is opened by name. */
export type Access = 'public' | 'services' | 'members';

export const ACCESS = 'doorman:access';

/** Opens a route to everybody. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

/** Opens a route to our own services, which show `SERVICE_TOKEN`, and to nobody else. */
export const ForServices = () => SetMetadata(ACCESS, 'services' satisfies Access);
