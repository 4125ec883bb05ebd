// A home that somebody entered once more: its page proposes the other record, and one of the two remains.
import { addSite, nobodyThere } from "../support/doors";
import { send } from "../support/steps";
import { expect, shot, test } from "../support/test";

test("two records of one home become one", async ({ openAs }) => {
  const page = await openAs("office");
  const name = `安龙路 88 弄 ${Date.now() % 100_000} 室`;
  const kept = await addSite(page, "household", name);
  const twice = await addSite(page, "household", name);
  await nobodyThere(page, twice);
  await page.goto(`/sites/${kept}`);
  const card = page.locator(".card", { hasText: "可能是同一处" });
  await expect(card.locator(`a[href="/sites/${twice}"]`)).toBeVisible();
  await shot(page, "twins");
  const form = card.locator(`form[action="/do/sites/${twice}/merge"]`);
  await form.locator("summary").click();
  await send(form);

  await expect(page).toHaveURL(new RegExp(`/sites/${kept}`));
  await expect(card).toHaveCount(0);
  await expect(page.locator(".card", { hasText: "到访未果" })).toContainText("建议下次");
  await page.goto(`/sites/${twice}`);
  await page.getByRole("link", { name: "打开新的记录" }).click();
  await expect(page).toHaveURL(new RegExp(`/sites/${kept}`));
  // all that was ever done at the door is one click away, also what stood in the other record
  await page.getByRole("link", { name: "全部检查记录" }).click();
  await expect(page).toHaveURL(new RegExp(`/inspections\\?site=${kept}`));
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
  await page.goto(`/sites/${kept}`);
  await page.getByRole("link", { name: "本场所的文书" }).click();
  await expect(page).toHaveURL(new RegExp(`/papers\\?site=${kept}`));
  await expect(page.locator("#main .empty")).toContainText("还没有文书");
});
