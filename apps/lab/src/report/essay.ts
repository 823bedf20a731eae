/** One of the claims of "Cookie vs Session vs JWT", in our words. */
export interface EssayClaim {
  readonly number: number;
  readonly says: string;
}

/** All that the essay claims, in its order: the ledger goes through every one, measured or not. */
export const essayClaims: readonly EssayClaim[] = [
  'HTTP is stateless: without more, the shop forgets the cart between two requests.',
  'A cookie keeps state in the client, as a small key-value file of 4 KB at most, sent with each request.',
  "A session keeps the member's data on the server; the cookie holds only the id. Safer than a cookie, but memory grows with every member.",
  'Split into a member server and an order server, the session made at login is not found when ordering.',
  'A session server that both can reach repairs that, but if it fails everything stops: then why split at all?',
  "Or every session must be copied to every server's store.",
  'An ordinary token is a meaningless random string: who it belongs to must be sent or looked up apart from it.',
  "A claims token carries the member's data and expiry itself; a JWT is the JSON form, three parts, sent in the Authorization header, kept in localStorage or a cookie, never stored in the session database.",
  'A session costs a look-up in a store on every request, so it is slower than a JWT, which is only computed with the secret; many members at once strain the session store.',
  'With a JWT only ACCESS_TOKEN_SECRET must be shared to scale out, so it scales further than sessions.',
  'Logging out deletes the session on the server.',
  'In practice neither is always right: teams use both, or sessions in Redis.',
].map((says, index) => ({ number: index + 1, says }));
