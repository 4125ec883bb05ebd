// A notice from a hazard: looked at before, issued, had as PDF and Word, printed with others; a template with a slip in it.
import { readFile } from "node:fs/promises";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a notice is looked at, issued and printed", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/hazards?status=assigned");
  // not one of those that the story of its party is about
  await page.locator("a.row-link").last().click();
  await expect(page).toHaveURL(/\/hazards\/[0-9a-f-]{36}$/);
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

test("a paper is found by the code on it", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/hazards?status=assigned");
  await page.locator("a.row-link").nth(-2).click();
  await page.getByRole("link", { name: "整改通知单" }).click();
  await page.getByRole("button", { name: "签发" }).click();
  await expect(page.locator("h1")).toHaveText(/安整〔\d{4}〕\d+号/);
  const number = await page.locator("h1").innerText();
  const said = await page.locator("article.document").innerText();
  const code = /查询码：(\w{10})/.exec(said)?.[1] ?? "";
  await page.goto("/papers");
  // as people write down what they read
  await page.locator("#paper-code").fill(`${code.slice(0, 5).toLowerCase()} ${code.slice(5)}`);
  await page.getByRole("button", { name: "按查询码查找" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr")).toContainText(number);
  await shot(page, "paper-code");
  await page.goto("/papers?code=ZZZZZZZZZZ");
  await expect(page.locator("main .empty")).toContainText("没有这个查询码的文书");
});

test("a template is looked at with real data before it is saved", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/paper-templates");
  const card = page.locator("section.card", { hasText: "整改通知单" }).first();
  await card.locator("summary").click();
  const body = card.locator("textarea[name=body]");
  const before = await body.inputValue();
  await body.fill(`${before}\n办公时间：工作日九时至十七时。`);
  await card.getByRole("button", { name: "用实际数据预览" }).click();
  const shown = page.locator("article.document");
  await expect(shown).toContainText("办公时间：工作日九时至十七时。");
  await expect(shown).toContainText("310105008-");
  await expect(page.locator("#main")).toContainText("尚未保存");
  // what was typed is still there to be saved or changed
  await expect(page.locator("textarea[name=body]").filter({ hasText: "办公时间" })).toHaveCount(1);
  await shot(page, "paper-template-preview");
  await page.goto("/paper-templates");
  await expect(page.locator("pre.document-template").filter({ hasText: "办公时间" })).toHaveCount(0);
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
