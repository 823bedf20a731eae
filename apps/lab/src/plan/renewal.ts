/**
 * The share of a member's requests that find what is remembered for `seconds` gone. Requests come at random (Poisson), `perSecond` of them; one that misses
 * begins the time anew, and on average perSecond · seconds requests fall into it. So of every 1 + perSecond · seconds requests one misses: a renewal process
 * (Cox: Renewal Theory, 1962).
 *
 * It says how often a copy is looked up again, how often a session's idle limit is moved, how often a token is bought anew, how often somebody logs in.
 */
export const missShare = (perSecond: number, seconds: number): number => 1 / (1 + perSecond * seconds);

/** The same where at most `places` of `members` are remembered, the least recently used dropped: everybody is equally likely to come next. */
export const missShareOf = (perSecond: number, seconds: number, members: number, places: number): number =>
  1 - (1 - missShare(perSecond, seconds)) * Math.min(1, places / members);

/** Little's law: N = X · R, how many are there when X a second come and each stays R (Little 1961; Lazowska et al., chapter 3). */
export const population = (perSecond: number, seconds: number): number => perSecond * seconds;
