const PROBE_TIMEOUT_MS = 1_000;

/** Whether the service at this address says that it and its stores are there. */
export async function saysReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // not listening yet
  }
}
