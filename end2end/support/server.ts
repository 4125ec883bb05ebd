// Starts the real server before the first story and ends it after the last. E2E_BASE_URL names a server that runs
// already; then none is started.
import { ServerProcess } from "./process";

export default async function start(): Promise<(() => Promise<void>) | void> {
  if (process.env.E2E_BASE_URL) return;
  const server = await ServerProcess.start();
  process.env.E2E_BASE_URL = server.base;
  return () => server.stop();
}
