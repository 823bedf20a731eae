// What `docker ps` calls healthy is that the process answers, and not that its stores do: an outage of Redis would else mark
// every replica at once, and replacing them would repair nothing. `GET /health/ready` names the stores.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/health/live`, {
  signal: AbortSignal.timeout(2_000),
}).catch(() => undefined);

process.exit(answer?.ok ? 0 : 1);
