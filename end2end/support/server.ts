// Starts real servers before the first story, one for each worker, and ends them after the last. E2E_BASE_URL names a
// server that runs already; then none is started.
import type { FullConfig } from "@playwright/test";
import { ServerProcess } from "./process";

export default async function start(config: FullConfig): Promise<(() => Promise<void>) | void> {
  if (process.env.E2E_BASE_URL) return;
  const begun = await Promise.allSettled(Array.from({ length: config.workers }, () => ServerProcess.start()));
  const servers = begun.flatMap((server) => (server.status === "fulfilled" ? [server.value] : []));
  const end = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  for (const server of begun) {
    if (server.status === "rejected") {
      await end();
      throw server.reason;
    }
  }
  process.env.E2E_BASE_URL = servers.map((server) => server.base).join(" ");
  return end;
}

/** The server of this worker. */
export function serverOfWorker(): string | undefined {
  const servers = process.env.E2E_BASE_URL?.split(" ") ?? [];
  return servers[Number(process.env.TEST_PARALLEL_INDEX ?? 0) % servers.length];
}
