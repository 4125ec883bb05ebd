// A door that stayed shut: the page of the site says when to come again, and prints the slip that is left there.
import { addSite, nobodyThere } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { expect, shot, test } from "../support/test";

test("a slip is left at a door that stayed shut", async ({ openAs }) => {
  const office = await openAs("office");
  const name = `安龙路 77 弄 ${Date.now() % 100_000} 室`;
  const site = await addSite(office, "household", name);
  const page = await openAs("inspector");
  await page.goto("/");
  await nobodyThere(page, site);
  await page.goto(`/sites/${site}`);
  const tried = page.locator(".card", { hasText: "到访未果" });
  await expect(tried).toContainText("建议下次");
  await tried.getByRole("link", { name: "到访不遇告知单" }).click();

  const paper = page.locator(".paper");
  // it hangs at that very door, and says nothing of who lives there
  await expect(paper).toContainText(`仙霞路 ${name}`);
  await expect(paper.locator(".paper-list li")).toHaveCount(1);
  await expect(paper).toContainText("拟再次到访");
  await expect(page.getByRole("button", { name: "打印" })).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);
  await shot(page, "slip");
  await page.emulateMedia({ media: "print" });
  await expect(paper).toBeVisible();
  await expect(page.locator(".page-head")).toBeHidden();
});
