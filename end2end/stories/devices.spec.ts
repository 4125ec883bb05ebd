// The office sees who works on which tablet and what it holds, and goes on to what that person has recorded.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";

test("the office finds a tablet and the visits of its person", async ({ page }, { project }) => {
  await signIn(page, "office");
  const label = `测试平板 ${Date.now()}`;
  const status = await page.evaluate(async (label) => {
    const post = async (path: string, body: unknown) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.status;
    };
    const now = new Date().toISOString();
    const tablet = { device: crypto.randomUUID(), api: 1, sent_at: now };
    const held = { records: 2, photos: 3, oldest: now };
    return [
      await post("/api/v1/field/device", { ...tablet, label }),
      await post("/api/v1/sync", { ...tablet, held, commands: [] }),
    ];
  }, label);
  expect(status).toEqual([200, 200]);

  await page.goto("/");
  await page.locator("#main a[href='/devices']").click();
  await expect(page.getByRole("heading", { level: 1, name: "平板对账" })).toBeVisible();
  const row = page.locator("tr", { hasText: label });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("2 条记录、3 张照片");
  const faults = await layoutFaults(page);
  // a mouse hits smaller things
  const bad = project.name === "desk" ? faults.filter((fault) => fault.startsWith("the page")) : faults;
  expect(bad).toEqual([]);

  await row.getByRole("link", { name: "检查记录" }).click();
  await expect(page).toHaveURL(/\/inspections\?inspector=[0-9a-f-]{36}$/);
});
