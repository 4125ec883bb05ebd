// A visit that was begun on a tablet keeps the version of its checklist when the office publishes the next one meanwhile.
import { addItem, itemRow, newChecklist, nextVersion, publish } from "../support/checklists";
import { chooseShop, part, ready } from "../support/recording";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const TITLE = "巡安两版检查表";

test("a visit that has begun keeps its version", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const code = `tablet_${Date.now()}`;
  const title = `${TITLE}${code.slice(-5)}`;
  const office = await openAs("office");
  await newChecklist(office, code, title);
  await addItem(office, { key: "exits", zh: "旧版问出口", en: "Exits" });
  await publish(office, code, "第一版");

  const tablet = new Tablet(problems);
  try {
    let page = await tablet.on(true);
    await getReady(page, "inspector");
    await page.locator(".field-buttons").getByText("新建检查").click();
    await ready(page);
    await chooseShop(page, 0);
    await page.locator("#f-checklist").selectOption({ label: title });
    const items = page.locator(".check-item:visible");
    await expect(items).toHaveCount(1);
    await items.first().locator(".segment.pass").click();
    await expect(page.locator(".progress.done")).toBeVisible();
    const draft = new URL(page.url()).pathname;
    await tablet.off();

    await nextVersion(office, code);
    await addItem(office, { key: "lamps", zh: "新版问灯", en: "Lamps" });
    const row = itemRow(office, "exits");
    await row.locator("summary", { hasText: "删除" }).click();
    await row.locator("button[type=submit]").click();
    await expect(row).toHaveCount(0);
    await publish(office, code, "第二版");

    // with a line again the tablet takes the new version along
    page = await tablet.on(true);
    await openField(page);
    await page.locator('.field-top a[href="/field/settings"]').click();
    await page.locator('#main a[href="/field/ready"]').click();
    const asked = page.waitForResponse((answer) => answer.url().includes("/api/v1/field/reference"), { timeout: 120_000 });
    const prepare = page.getByRole("button", { name: "准备今日工作" });
    await prepare.click();
    await asked;
    await expect(prepare).toBeEnabled({ timeout: 120_000 });
    await openField(page, draft);
    await ready(page);
    await part(page, "检查");
    const kept = page.locator(".check-item:visible");
    await expect(kept).toHaveCount(1);
    await expect(kept).toContainText("旧版问出口");
    await expect(kept.locator(".segment.pass input")).toBeChecked();
    await expect(page.locator("#f-checklist option:checked")).toHaveText(`${title}（旧版，第 1 版）`);
    await shot(page, "checklist-kept");
    await part(page, "确认");
    await page.getByRole("button", { name: "保存检查" }).click();
    // there is a line: the server may have it before anybody has read that
    await expect(page.locator(".saved-line")).toContainText(/已保存在本机|服务器已收到/);
    await openField(page, "/field/ledger");
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });

    // the next visit begins by the new one
    await page.locator(".field-nav").getByText("首页").click();
    await page.locator(".field-buttons").getByText("新建检查").click();
    await ready(page);
    await chooseShop(page, 1);
    await page.locator("#f-checklist").selectOption({ label: title });
    await expect(page.locator(".check-item:visible")).toContainText("新版问灯");
  } finally {
    await tablet.end();
  }
});
