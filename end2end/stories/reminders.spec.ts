// A person opens the inbox, says how they want to be told, and the office sees what was sent.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";

test("the inbox is one tap away, and what is chosen there stays", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/");
  await page.locator("a.inbox-link").click();
  await expect(page.getByRole("heading", { level: 1, name: "提醒" })).toBeVisible();
  await expect(page.locator("a.inbox-link")).toHaveAttribute("aria-current", "page");
  expect(await layoutFaults(page)).toEqual([]);

  // mail without an address is refused beside the field
  await page.getByLabel("邮箱").fill("");
  await page.getByLabel("同时发邮件").check();
  await page.locator("#reminder-settings button").click();
  await expect(page.locator("#reminder-settings .problem").first()).toBeVisible();
  await expect(page.getByLabel("同时发邮件")).toBeChecked();

  await page.getByLabel("邮箱").fill("li@office.example");
  await page.getByLabel("免打扰开始").fill("20:30");
  await page.locator("#reminder-settings button").click();
  await expect(page.getByRole("status").filter({ hasText: "已保存" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("邮箱")).toHaveValue("li@office.example");
  await expect(page.getByLabel("免打扰开始")).toHaveValue("20:30");

  await page.locator("#main a[href='/deliveries']").click();
  await expect(page.getByRole("heading", { level: 1, name: "发送记录" })).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);
});

test("what is read is marked, also without scripts", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await signIn(page, "office");
  await page.goto("/reminders?unread=1");
  // so are orders of the hotline; a note leads to its order, and is gone once it is read
  const notes = page.locator("#order-notes tbody tr");
  if ((await notes.count()) > 0) {
    const number = ((await notes.first().locator("a.table-link").textContent()) ?? "").trim();
    await notes.first().locator("a.table-link").click();
    await expect(page.locator("#main").getByText(number).first()).toBeVisible();
    await page.goto("/reminders?unread=1");
    const note = await notes.first().locator("input[name=note]").getAttribute("value");
    await notes.first().getByRole("button", { name: "标为已读" }).click();
    await expect(page.getByText("已保存")).toBeVisible();
    await expect(page.locator(`#order-notes input[value="${note}"]`)).toHaveCount(0);
  }
  // the demo's hazards are overdue; on a day off nobody has been reminded yet
  const rows = page.locator("tr.unread");
  const before = await rows.count();
  if (before > 0) {
    // a hazard may have several of them
    const id = await rows.first().locator("input[name=reminder]").getAttribute("value");
    await rows.first().getByRole("button", { name: "标为已读" }).click();
    await expect(page.getByText("已保存")).toBeVisible();
    await expect(page.locator(`tr.unread:has(input[value="${id}"])`)).toHaveCount(0);
  }
  if (before > 1) await page.getByRole("button", { name: "全部标为已读" }).click();
  await expect(rows).toHaveCount(0);
  await context.close();
});
