/** Names of settings whose value must never be kept: the secrets of section 4 of the design, and addresses, which may hold a password. */
const secretName = /SECRET|PASSWORD|SERVICE_TOKEN|(_|^)URL$/;

/** A plan as it may be saved: where a setting holds a secret, the report says only that there was one. */
export const withoutSecrets = <T>(plan: T): T =>
  JSON.parse(
    JSON.stringify(plan, (name, value: unknown) =>
      secretName.test(name) && typeof value === 'string' ? '(kept secret)' : value,
    ),
  ) as T;
