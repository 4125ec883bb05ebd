// The desk: what waits is seen at a glance and is true in the other window too; many are assigned at once, after it was said
// for each whether it will happen.
import type { Page } from "@playwright/test";
import { addHazard, addSite, step } from "../support/doors";
import { lively, tickRows } from "../support/steps";
import { expect, shot, test } from "../support/test";

/** How soon the other window shows what was done: it is told, where it would have to wait 25 seconds for its next question. */
const SOON = { timeout: 2_000 };

const waiting = (page: Page) => page.locator('[data-queue="to_assign"] .stat-value');

test("many are assigned at once, and the other window sees it", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(page, "small_unit", `待派小店 ${mark}`);
  for (const floor of [1, 2, 3]) await addHazard(page, site, `楼道堆物 ${mark} ${floor} 层`);

  const other = await openAs("leader");
  await other.goto("/desk");
  await other.locator('[data-queue="to_assign"]').click();
  await expect(other.locator('[data-queue="to_assign"]')).toHaveAttribute("aria-current", "true");
  // from now on it hears of changes
  await lively(other);
  const before = await waiting(other).innerText();
  // so does the first page
  const home = await openAs("leader");
  await home.goto("/");
  await lively(home);
  await expect(waiting(home)).toHaveText(before);
  // whoever only looks has nothing to press but the printer
  await expect(other.locator("#desk-picked button[name=do]")).toHaveCount(0);

  await page.goto(`/desk?status=registered&q=${mark}`);
  await expect(page.locator(".results-total")).toHaveText("共 3 条");
  await expect(waiting(page)).toHaveText(before);
  await tickRows(page);
  // the ticks are the program's, once it runs
  await expect(page.locator(".rows tbody .cell-tick input[name]")).toHaveCount(0);
  await expect(page.locator("#desk-picked input[name=hazard]")).toHaveCount(3);
  await shot(page, "desk");
  // the bar that says how many they are has the same buttons, large enough for a finger
  const bar = page.locator(".selection");
  await expect(bar.locator("button[form=desk-picked]")).toHaveCount(6);
  for (const button of await bar.getByRole("button").all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await bar.locator("button[value=assign]").click();

  // to whom is chosen first; until then nothing can be sent
  await expect(page.locator("form#desk-bulk")).toHaveCount(0);
  await page.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await page.getByRole("button", { name: "预览" }).click();
  await expect(page.locator(".desk-lines > li")).toHaveCount(3);
  const form = page.locator("form#desk-bulk");
  await expect(form.locator("input[name=hazard]")).toHaveCount(3);
  await shot(page, "desk-preview");

  await form.locator("button[type=submit]").click();
  await expect(waiting(other)).not.toHaveText(before, SOON);
  await expect(waiting(home)).not.toHaveText(before, SOON);
  await expect(page.getByRole("heading", { level: 1, name: "办理结果" })).toBeVisible();
  await expect(page.locator(".desk-lines .tone-good")).toHaveCount(3);
  await shot(page, "desk-result");
  await page.getByRole("link", { name: "回到名单" }).click();
  await expect(page.locator("main .empty")).toBeVisible();
  // each of the three is a change of its own, and the other window may hear of them one by one
  await expect.poll(() => waiting(other).innerText()).toBe(await waiting(page).innerText());

  // again: it is so already, and it is said before anything is sent
  await page.goto(`/desk?status=assigned&q=${mark}`);
  await tickRows(page);
  await page.locator("#desk-picked button[value=assign]").click();
  await page.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await page.getByRole("button", { name: "预览" }).click();
  await expect(page.locator(".desk-lines .message")).toHaveCount(3);
  await expect(page.locator("form#desk-bulk")).toHaveCount(0);
});

test("who decides about many sees what becomes of each", async ({ openAs, problems }) => {
  const page = await openAs("office");
  const inspector = await openAs("inspector");
  const mark = `${Date.now()}`;
  const site = await addSite(page, "small_unit", `延期小店 ${mark}`);
  const hazard = await addHazard(page, site, `楼道堆物 ${mark}`);
  const me = (await (await inspector.request.get("/api/v1/me")).json()) as { actor: { user: string } };
  expect(await step(page, hazard, { do: "assign", assignee: me.actor.user, note: null })).toBe(200);
  const until = new Date(Date.now() + 120 * 86_400_000).toISOString().slice(0, 10);
  expect(await step(inspector, hazard, { do: "ask_extension", until, reason: "等待配件" })).toBe(200);

  // the day that was asked for is known before it is granted
  await page.goto(`/desk?extension=1&q=${mark}`);
  await tickRows(page);
  await page.locator("#desk-picked button[value=grant]").click();
  await expect(page.locator(".desk-after")).toContainText(until);
  await expect(page.locator(".desk-after")).toContainText("第 1 次延期");
  await shot(page, "desk-grant");

  // somebody else has it: the reason is asked for before it is sent, not refused afterwards
  await page.goto(`/desk?status=assigned&q=${mark}`);
  await tickRows(page);
  await page.locator("#desk-picked button[value=assign]").click();
  await page.locator("select[name=assignee]").selectOption({ label: "周宁 · 安全办" });
  await page.getByRole("button", { name: "预览" }).click();
  await expect(page.locator(".desk-after")).toContainText("王敏");
  await expect(page.locator("form#desk-bulk textarea[name=note]")).toHaveAttribute("required", "");

  // with nothing ticked there is a way back to the list
  problems.expect(/422/);
  await page.goto(`/desk?status=assigned&q=${mark}`);
  await lively(page);
  await page.locator("#desk-picked button[value=assign]").click();
  await expect(page.locator("main [role=alert]")).toContainText("请先在名单中勾选");
  await page.getByRole("link", { name: "回到名单" }).click();
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
});

test("notices are issued for many, one for each party, and printed as one file", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = `${Date.now()}`;
  for (const shop of [1, 2]) {
    const site = await addSite(page, "small_unit", `待通知小店 ${mark} ${shop}`);
    for (const floor of [1, 2]) await addHazard(page, site, `通道堆物 ${mark} ${shop} 店 ${floor} 层`);
  }
  await page.goto(`/desk?status=registered&q=${mark}`);
  await expect(page.locator(".results-total")).toHaveText("共 4 条");
  await tickRows(page);
  await page.locator(".selection").getByRole("button", { name: "签发整改通知单" }).click();

  const form = page.locator("form#desk-notices");
  await expect(form.locator("input[name=notice]")).toHaveCount(2);
  await expect(page.locator(".desk-lines > li")).toHaveCount(4);
  await shot(page, "desk-notices");
  await form.locator("button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1, name: "办理结果" })).toBeVisible();
  await expect(page.locator(".desk-lines .tone-good")).toHaveCount(2);
  await shot(page, "desk-notices-issued");
  const print = page.locator('form[action="/do/papers/print"]');
  await expect(print.locator("input[name=paper]")).toHaveCount(2);
  const papers = await print
    .locator("input[name=paper]")
    .evaluateAll((inputs) => inputs.map((input) => ["paper", (input as HTMLInputElement).value]));
  const file = await page.request.post("/do/papers/print", {
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(page.url()).origin },
    data: new URLSearchParams(papers).toString(),
  });
  expect((await file.body()).subarray(0, 5).toString()).toBe("%PDF-");

  // nobody is written to twice: it is said before anything is sent
  await page.goto(`/desk?status=registered&q=${mark}`);
  await tickRows(page);
  await page.locator("#desk-picked").getByRole("button", { name: "签发整改通知单" }).click();
  await expect(page.locator(".desk-lines .message")).toHaveCount(4);
  await expect(page.locator("form#desk-notices")).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the ticked ones are printed, a view is kept and removed", async ({ openAs }) => {
    const page = await openAs("office");
    await page.goto("/desk?overdue=1&sort=due");
    const boxes = page.locator(".rows tbody .cell-tick input");
    await expect(page.locator(".selection")).toBeHidden();
    await boxes.nth(0).check();
    await page.locator(".selection button", { hasText: "打印清单" }).click();
    await expect(page.locator(".paper tbody tr")).toHaveCount(1);
    await shot(page, "desk-print");
    await page.getByRole("link", { name: "回到名单" }).click();
    await expect(page).toHaveURL(/overdue=1/);

    const name = `逾期 ${Date.now()}`;
    await page.locator("summary", { hasText: "保存当前筛选" }).click();
    await page.locator("form#view-save input[name=name]").fill(name);
    await page.locator("form#view-save button[type=submit]").click();
    await page.goto("/desk");
    await page.locator(".desk-views a", { hasText: name }).click();
    await expect(page).toHaveURL(/overdue=1/);
    await page.getByRole("button", { name: `删除视图 ${name}` }).click();
    await expect(page.locator(".desk-views a", { hasText: name })).toHaveCount(0);
  });
});
