import { z } from 'zod';
import { line } from './text.js';

/** Compared in lower case, so that one person has one account. 254 is the longest that SMTP carries (RFC 5321 erratum 1690). */
const Email = z.string().trim().toLowerCase().max(254).check(z.email());

/**
 * 200 characters at most: argon2id's cost grows with its input, and a login costs nothing to ask for. NFKC, so that the same
 * password typed on another keyboard is the same bytes (NIST SP 800-63B, 3.1.1.2).
 */
const Password = z.string().normalize('NFKC').max(200);

/** `POST /members` */
export const NewMember = z.strictObject({ email: Email, password: Password.min(8), name: line(100) });
export type NewMember = z.infer<typeof NewMember>;

/** `POST /login`. A password too short to be anybody's is still a wrong password, not an invalid body. */
export const Login = z.strictObject({ email: Email, password: Password.min(1) });
export type Login = z.infer<typeof Login>;

/** `PUT /me/address`; `country` is an ISO 3166-1 alpha-2 code. */
export const Address = z.strictObject({
  line1: line(200),
  city: line(100),
  postcode: line(20),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'must be two letters, such as KR (ISO 3166-1 alpha-2)'),
});
export type Address = z.infer<typeof Address>;

/** What a member is to the outside. */
export const Member = z.strictObject({ id: z.uuid(), email: z.email(), name: z.string() });
export type Member = z.infer<typeof Member>;

/** `GET /me`; the address is null until the member has given one. */
export const Me = Member.extend({ address: Address.nullable() });
export type Me = z.infer<typeof Me>;

/** `POST /login` → 200. Strategies whose client holds a token add it; the others set a cookie. Times are seconds. */
export const LoginAnswer = z.strictObject({
  member: Member,
  strategy: z.string(),
  accessToken: z.string().optional(),
  tokenType: z.literal('Bearer').optional(),
  expiresIn: z.int().positive().optional(),
  refreshToken: z.string().optional(),
});
export type LoginAnswer = z.infer<typeof LoginAnswer>;

/** `POST /token/refresh` */
export const Refresh = z.strictObject({ refreshToken: z.string().max(1000) });
export type Refresh = z.infer<typeof Refresh>;

/** `POST /token/refresh` → 200. Without the access token where that travels in a cookie. */
export const RefreshAnswer = LoginAnswer.omit({ member: true, strategy: true });
export type RefreshAnswer = z.infer<typeof RefreshAnswer>;
