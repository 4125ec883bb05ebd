// Two people on one hazard, each on a tablet without signal: whoever comes second is shown both versions, field by field,
// and decides. Nothing that the server has is overwritten.
import type { Locator, Page } from "@playwright/test";
import { addHazard, addSite, allThere, step } from "../support/doors";
import { addPhoto } from "../support/recording";
import { Tablet, beginStep, getReady, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { dayIn } from "../support/visits";

type Detail = {
  summary: { number: string };
  state: { status: string; assignee: string; extension: { until: string; reason: string } | null };
  events: { kind: string; actor: string; note: string | null; photos: string[] }[];
};

async function rectify(page: Page, hazard: string, note: string): Promise<void> {
  await beginStep(page, hazard, "上报整改");
  await page.locator("#f-note").fill(note);
  await addPhoto(page, page.locator(".shots", { hasText: "整改后照片" }), note);
  await saveHere(page);
}

async function askExtension(page: Page, hazard: string, until: string, reason: string): Promise<void> {
  await beginStep(page, hazard, "申请延期");
  await page.locator("#f-until").fill(until);
  await page.locator("#f-reason").fill(reason);
  await saveHere(page);
}

/** The conflict about a hazard, by its number in the ledger, and what it sets side by side under a name. */
async function openConflict(page: Page, number: string): Promise<(name: string) => Locator> {
  await page.locator(".field-nav").getByText("对账").click();
  const row = page.locator('.ledger-row[data-standing="conflict"]', { hasText: number });
  await row.locator("summary").click();
  await row.getByRole("link", { name: "处理" }).click();
  await expect(page.locator("#main")).toContainText("别人先改了这条记录，请您决定。");
  return (name) => page.locator("table.conflict tbody tr", { has: page.getByRole("rowheader", { name, exact: true }) });
}

/** What both say of something; whether it is marked as different. */
async function expectRow(row: Locator, mine: string, theirs: string, differs: boolean): Promise<void> {
  await expect(row.locator("td")).toHaveText([mine, theirs]);
  await expect(row).toHaveClass(differs ? "differs" : "");
}

test("whoever comes second sees both versions of a hazard and decides", async ({ problems, openAs }) => {
  test.setTimeout(600_000);
  const desk = await openAs("office");
  const detailOf = async (id: string) => (await (await desk.request.get(`/api/v1/hazards/${id}`)).json()) as Detail;
  const me = async (page: Page) => (await (await page.request.get("/api/v1/me")).json()).actor.user as string;
  const inspector = await me(await openAs("inspector"));
  const colleague = await me(await openAs("colleague"));
  const mark = Date.now();
  const site = await addSite(desk, "small_unit", `小店 ${mark}`);
  const assign = (hazard: string, assignee: string) => step(desk, hazard, { do: "assign", assignee, note: "请尽快处理" });
  const made: string[] = [];
  for (const what of ["软管老化", "线路老化", "通道堆物"]) {
    const hazard = await addHazard(desk, site, `${what} ${mark}`);
    expect(await assign(hazard, inspector)).toBe(200);
    made.push(hazard);
  }
  const [both, extended, given] = made as [string, string, string];
  const number: Record<string, string> = {};
  for (const hazard of made) number[hazard] = (await detailOf(hazard)).summary.number;

  const [early, late] = [new Tablet(problems), new Tablet(problems)];
  try {
    // --- both take the same along, and lose the line
    const first = await early.on(true);
    await getReady(first, "office");
    await early.line(false);
    const second = await late.on(true);
    await getReady(second, "inspector");
    await late.line(false);
    await rectify(first, both, "办公室已更换软管");
    await askExtension(first, extended, dayIn(20), "等电工排期");
    await rectify(second, both, "检查员已更换软管");
    await askExtension(second, extended, dayIn(25), "材料未到货");
    await rectify(second, given, "检查员已清理通道");

    // --- the first comes online, and one is given to somebody else at the desk
    await early.line(true);
    await allThere(first);
    await early.off();
    expect(await assign(given, colleague)).toBe(200);
    const before = await Promise.all(made.map(detailOf));

    // --- the second: three conflicts, and the server has what it had
    await late.line(true);
    await second.locator(".field-nav").getByText("对账").click();
    const total = second.locator(".ledger-total");
    await expect(second.locator('.ledger-row[data-standing="conflict"]')).toHaveCount(3, { timeout: 120_000 });
    await expect(total).toHaveClass(/\btone-bad\b/);
    await expect(total).toContainText("有 3 条需要您处理");
    expect(await Promise.all(made.map(detailOf)), "nothing is overwritten").toEqual(before);

    // --- both have reported the rectification: mine is kept as a note
    let row = await openConflict(second, number[both]!);
    await expect(second.locator(".conflict-events li")).toHaveText([/李文.*办公室已更换软管/]);
    await expectRow(row("办理"), "上报整改", "上报整改", false);
    await expectRow(row("整改情况"), "检查员已更换软管", "办公室已更换软管", true);
    await expectRow(row("整改上报人"), "", "李文", false);
    await shot(second, "field-conflict");
    await expect(second.getByRole("button", { name: "按现在的状态再办一次" })).toBeDisabled();
    await expect(second.locator("#conflict-note")).toHaveValue(/检查员已更换软管$/);
    await second.getByRole("button", { name: "保留为备注" }).click();
    await expect(second).toHaveURL(/\/field\/ledger$/);

    // --- both have asked for a later day: mine is given up
    row = await openConflict(second, number[extended]!);
    await expectRow(row("申请延至"), dayIn(25), dayIn(20), true);
    await expectRow(row("理由"), "材料未到货", "等电工排期", true);
    await second.getByRole("button", { name: "放弃我的" }).click();
    await second.getByRole("button", { name: "确定放弃" }).click();
    await expect(second).toHaveURL(/\/field\/ledger$/);

    // --- it is another one's task by now, and done all the same: mine is reported again
    await openConflict(second, number[given]!);
    await expect(second.locator(".conflict-events li")).toHaveText([/李文.*请尽快处理/]);
    await second.getByRole("button", { name: "按现在的状态再办一次" }).click();
    await allThere(second);
    await expect(total).toHaveClass(/\btone-good\b/);

    // --- the server has what it had, and what was decided, once
    const [rectified, asked, taken] = await Promise.all(made.map(detailOf));
    expect(rectified!.events.slice(0, before[0]!.events.length)).toEqual(before[0]!.events);
    const words = expect.stringMatching(/检查员已更换软管$/);
    const note = { kind: "noted", actor: "王敏", note: words, photos: [expect.any(String)] };
    expect(rectified!.events.slice(before[0]!.events.length)).toMatchObject([note]);
    expect(asked).toEqual(before[1]);
    expect(asked!.state.extension).toMatchObject({ until: dayIn(20), reason: "等电工排期" });
    const report = { kind: "rectified", actor: "王敏", note: "检查员已清理通道", photos: [expect.any(String)] };
    expect(taken!.events.slice(before[2]!.events.length)).toMatchObject([report]);
    expect(taken!.state).toMatchObject({ status: "rectified", assignee: colleague });
  } finally {
    await early.end();
    await late.end();
  }
});
