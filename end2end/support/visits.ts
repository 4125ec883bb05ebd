// What the server has of the visits that were recorded on a tablet.
import type { APIRequestContext } from "@playwright/test";

/** The visits of a site that were begun since a moment. */
export async function visitsSince(request: APIRequestContext, site: string, begun: Date): Promise<string[]> {
  const answer = await request.get(`/api/v1/inspections?q=${encodeURIComponent(site)}&from=${dayOf(begun)}`);
  const { rows } = (await answer.json()) as { rows: { id: string; started_at: string }[] };
  return rows.filter((row) => new Date(row.started_at) >= begun).map((row) => row.id);
}

/** The day of a moment in Shanghai, as filters have it. */
function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(moment);
}

/** A day in Shanghai, so many from now, as fields have it. */
export const dayIn = (days: number): string => dayOf(new Date(Date.now() + days * 86_400_000));
