// A notice from a hazard: looked at before, issued, had as PDF and Word, printed with others; a template with a slip in it.
import { readFile } from "node:fs/promises";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a notice is looked at, issued and printed", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/hazards?status=assigned");
  await page.locator("a.row-link").first().click();
  const number = await page.locator("h1").innerText();
  await page.getByRole("link", { name: "整改通知单" }).click();
  await expect(page.locator("article.document")).toContainText(number);
  await expect(page.locator("article.document")).toContainText("＿＿");
  await shot(page, "paper-draft");

  await page.getByRole("button", { name: "签发" }).click();
  await expect(page.locator("h1")).toHaveText(/安整〔\d{4}〕\d+号/);
  const issued = await page.locator("h1").innerText();
  await expect(page.locator("article.document")).toContainText(issued);
  await shot(page, "paper");

  // the same bytes whenever it is asked for, and nobody on the way keeps them
  const href = await page.getByRole("link", { name: "PDF" }).getAttribute("href");
  const [first, again] = [await page.request.get(href!), await page.request.get(href!)];
  expect(first.headers()["content-type"]).toBe("application/pdf");
  expect(first.headers()["cache-control"]).toContain("no-store");
  expect((await first.body()).subarray(0, 5).toString()).toBe("%PDF-");
  expect((await first.body()).equals(await again.body())).toBe(true);
  const [word] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Word" }).click(),
  ]);
  expect(word.suggestedFilename()).toContain(issued);
  expect((await readFile(await word.path())).subarray(0, 2).toString()).toBe("PK");

  // printed together with whatever else is ticked
  await page.goto("/papers?kind=notice");
  const row = page.locator("tr", { hasText: issued });
  const id = await row.locator("input[name=paper]").getAttribute("value");
  const printed = await page.request.post("/do/papers/print", {
    form: { paper: id! },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(printed.headers()["content-type"]).toBe("application/pdf");
});

test("a template names the placeholder that there is none of", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/paper-templates");
  const card = page.locator("section.card", { hasText: "到访不遇告知单" }).first();
  await card.locator("summary").click();
  const body = card.locator("textarea[name=body]");
  const before = await body.inputValue();
  await body.fill(`${before}\n{{户主姓名}}`);
  await card.getByRole("button", { name: "保存" }).click();
  await expect(page.locator(".form-errors").first()).toContainText("户主姓名");
  await expect(page.locator("textarea[name=body]").filter({ hasText: "户主姓名" })).toHaveCount(1);
  await shot(page, "paper-template");
});
