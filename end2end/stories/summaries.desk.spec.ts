// The safety summary: drafted with figures that open their rows, written without losing a figure, checked by somebody
// else, issued and never changed; what changes in its rows afterwards becomes a correction.
import type { Page } from "@playwright/test";
import { lively } from "../support/steps";
import { carryOut, draftSummary, step } from "../support/summary";
import { expect, shot, signIn, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

/** How many rows there are behind the address of a list of hazards. */
async function rows(page: Page, href: string): Promise<number> {
  const answer = await page.request.get(`/api/v1${href}`);
  return ((await answer.json()) as { total: { n: number } }).total.n;
}

test("the year states what the office published, and each number opens as many rows", async ({ openAs }) => {
  test.setTimeout(360_000);
  const page = await openAs("office");
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "安全工作小结" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "安全工作小结" })).toBeVisible();
  await draftSummary(page, "2023", "year");
  await expect(page.locator(".hazard-marks")).toContainText("草稿");
  const text = (await page.locator(".summary-text").allInnerTexts()).join("\n");
  for (const figure of ["1312", "306", "563", "552", "98.0%", "120", "1126", "84", "39", "13", "489", "8", "17"]) {
    expect(text, figure).toContain(figure);
  }
  const links = await page.locator("a.live-figure[href^='/hazards?']").evaluateAll((all) =>
    all.map((link) => ({ href: link.getAttribute("href") ?? "", text: (link.textContent ?? "").trim() })),
  );
  const counts = links.filter(({ text }) => /^[0-9]+(处|件|起|次)?$/.test(text));
  expect(counts.length).toBeGreaterThan(5);
  const wrong: string[] = [];
  for (const { href, text } of counts) {
    const n = await rows(page, href);
    // three hazards of the demo were closed twice in its year: counted each time, listed once
    const again = /figure=flow_closed/.test(href) ? 3 : 0;
    if (n + again !== Number.parseInt(text, 10)) wrong.push(`${n} rows behind ${text}: ${href}`);
  }
  expect(wrong).toEqual([]);
  // each step of the ages opens what is that old
  const ages = await page.getByRole("table", { name: "未销号隐患存续天数" }).locator("td[data-label='未销号'] a").all();
  expect(ages.length).toBeGreaterThan(0);
  for (const age of ages) {
    expect(await rows(page, (await age.getAttribute("href"))!)).toBe(Number.parseInt(await age.innerText(), 10));
  }
  // three trends, the ages of what is open, and the map
  await expect(page.locator(".chart")).toHaveCount(5);
  const map = page.locator(".chart", { hasText: "隐患分布" });
  expect(await map.locator("svg circle").count()).toBeGreaterThan(10);
  await expect(map.locator("[role=img]")).toHaveAttribute("aria-label", /有位置的隐患 \d+ 处/);
  await expect(page.getByRole("table", { name: "总体情况" })).toBeVisible();
  await shot(page, "summary-year", { fullPage: true });

  await page.getByRole("link", { name: "打印版" }).click();
  await expect(page.locator("article.document h2")).toContainText("2023年安全工作小结");
  await expect(page.locator("article.document")).toContainText("未签发");
  await page.goto("/summaries/year?year=2023");
  await expect(page.getByRole("table", { name: "逐月趋势" }).locator("tbody tr")).toHaveCount(12);
  await shot(page, "summary-year-page");
});

test("a month is written, checked by a second person, issued, and corrected", async ({ openAs }) => {
  // counted anew at each of its steps
  test.setTimeout(600_000);
  const office = await openAs("office");
  const path = await draftSummary(office, "2023", "04");

  // a paper is called by the full name of its area
  await expect(office.getByRole("heading", { level: 1 })).toHaveText("仙霞新村街道2023年4月安全工作小结");
  // what is missing is said to everybody, and on the button
  await expect(office.locator(".message.tone-warn")).toContainText("下一步工作");
  await office.getByRole("link", { name: "写：下一步工作" }).click();
  await office.locator("textarea[name=text]").fill("继续开展排查整治。");
  await office.getByRole("button", { name: "预览" }).click();
  await expect(office.locator(".summary-preview")).toContainText("继续开展排查整治。");
  await office.getByRole("button", { name: "保存" }).click();
  await expect(office).toHaveURL(new RegExp(`${path}$`));
  await expect(office.locator("#next_period")).toContainText("继续开展排查整治。");

  // a figure cannot be typed over
  await office.getByRole("link", { name: "改写：总体" }).click();
  const text = office.locator("textarea[name=text]");
  const before = await text.inputValue();
  // figures stand in Chinese words in the Chinese text
  expect(before).toContain("{{查出隐患#}}");
  expect(before).not.toMatch(/\{\{[a-z]/);
  await text.fill(before.replace(/\{\{[^}]+\}\}/, ""));
  await office.getByRole("button", { name: "保存" }).click();
  await expect(office.locator(".form-errors")).toBeVisible();
  await expect(office.locator(".field.refused .problem")).toBeVisible();
  await expect(text).not.toHaveValue(before);
  await shot(office, "summary-edit");
  await text.fill(`本月，${before}`);
  await office.getByRole("button", { name: "保存" }).click();
  await expect(office.locator("#general .summary-text").first()).toContainText("本月，");
  await expect(office.locator("#general")).toContainText("已改写");

  // who wrote it does not check it
  await office.locator("details.refused-actions summary").click();
  await expect(office.locator("details.refused-actions")).toContainText("审核");
  const colleague = await openAs("colleague");
  await colleague.goto(path);
  await carryOut(colleague, "check");
  await expect(colleague.locator(".hazard-marks")).toContainText("已审核");
  await (await step(colleague, "send_back")).locator("textarea[name=reason]").fill("请核对电动自行车一段");
  await colleague.locator("form#summary-send_back button[type=submit]").click();
  await expect(colleague.locator(".hazard-marks")).toContainText("草稿");
  await carryOut(colleague, "check");
  await expect(colleague.locator(".hazard-marks")).toContainText("已审核");
  await office.goto(path);
  await carryOut(office, "issue");
  await expect(office.locator(".hazard-marks")).toContainText("已签发");
  await expect(office.locator(".hazard-marks")).toContainText(/安结〔\d{4}〕\d+号/);

  // frozen rows, and files that are always the same
  const found = office.locator("a.live-figure[href*='/rows?figure=found']").first();
  const n = Number.parseInt((await found.innerText()).trim(), 10);
  await found.click();
  await expect(office.locator(".results-total")).toHaveText(`共 ${n} 条`);
  await shot(office, "summary-frozen");
  // all of them leave as a table
  const table = (await office.getByRole("link", { name: "全部明细（CSV）" }).getAttribute("href")) ?? "";
  const sent = await office.request.get(table);
  expect(sent.headers()["content-type"]).toContain("text/csv");
  expect((await sent.text()).trim().split("\r\n")).toHaveLength(n + 1);
  await office.goto(path);
  for (const [name, type] of [
    ["PDF", "application/pdf"],
    ["Word", "wordprocessingml"],
    ["Excel", "spreadsheetml"],
    ["英文 PDF", "application/pdf"],
    ["英文 Word", "wordprocessingml"],
    ["英文 Excel", "spreadsheetml"],
  ] as const) {
    const href = (await office.getByRole("link", { name, exact: true }).getAttribute("href")) ?? "";
    const [first, again] = [await office.request.get(href), await office.request.get(href)];
    expect(first.headers()["content-type"], name).toContain(type);
    expect((await first.body()).equals(await again.body()), name).toBe(true);
  }

  // a part of a number opens that part, in words and names: no code and no id
  const penalties = office.getByRole("table", { name: "行政处罚" }).locator("tbody tr").first().locator("td[data-label='起数']");
  const cases = Number.parseInt(await penalties.innerText(), 10);
  await penalties.locator("a").click();
  await expect(office).toHaveURL(/figure=penalties&only=category/);
  await expect(office.locator(".results-total")).toHaveText(`共 ${cases} 条`);
  const frozen = await office.getByRole("table", { name: "固定的明细" }).innerText();
  expect(frozen).toContain("居委");
  expect(frozen).not.toMatch(/310105008|[0-9a-f]{8}-[0-9a-f]{4}-/);
  await office.goto(path);

  // what the month is compared with was kept with it, and how old what was open is
  const march = office
    .getByRole("table", { name: "总体情况" })
    .locator("tr", { hasText: "查出隐患" })
    .first()
    .locator("td[data-label='上期'] a");
  const foundBefore = Number.parseInt(await march.innerText(), 10);
  await march.click();
  await expect(office).toHaveURL(/\/rows\?beside=2023-03%3Afound$/);
  await expect(office.locator(".results-total")).toHaveText(`共 ${foundBefore} 条`);
  await expect(office.locator("main")).toContainText("期间：2023年3月");
  await shot(office, "summary-frozen-beside");
  await office.goto(path);
  const age = office.getByRole("table", { name: "未销号隐患存续天数" }).locator("td[data-label='未销号'] a").first();
  const open = Number.parseInt(await age.innerText(), 10);
  await age.click();
  await expect(office).toHaveURL(/figure=open_at_end&happened=/);
  await expect(office.locator(".results-total")).toHaveText(`共 ${open} 条`);
  await office.goto(path);

  // the tables come with what their columns and figures mean
  const dictionary = (await office.getByRole("link", { name: "数据字典" }).getAttribute("href")) ?? "";
  expect(await (await office.request.get(dictionary)).text()).toContain("整改率（发现口径）");

  // nothing changed yet; then one hazard of the month is opened again
  await office.goto(`${path}/changes`);
  await expect(office.locator(".empty")).toContainText("没有变化");
  await office.goto("/hazards?status=closed&from=2023-04-01&to=2023-04-30");
  await office.locator("a.row-link").first().click();
  await expect(office).toHaveURL(/\/hazards\/[0-9a-f-]{36}$/);
  const hazard = await office.locator("h1").innerText();
  const reopen = office.locator("form#hazard-reopen");
  await office.locator("details.disclosure", { has: reopen }).locator("summary").first().click();
  await reopen.locator("textarea").first().fill("复查发现反弹");
  await reopen.locator("input[type=date]").fill(new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10));
  await reopen.locator("button[type=submit]").click();
  await expect(office.locator(".banner")).toContainText("已");
  await office.goto(`${path}/changes`);
  const lines = office.getByRole("table", { name: "变化的明细" }).locator("tbody tr");
  await expect(lines).toHaveCount(1);
  await expect(lines.first()).toContainText(hazard);
  await shot(office, "summary-changes");
  await carryOut(office, "correct");
  await expect(office.getByRole("heading", { level: 1 })).toContainText("更正说明");
  await expect(office.locator(".hazard-marks")).toContainText("草稿");
  await office.goto(path);
  await expect(office.getByRole("link", { name: "更正说明（未签发）" })).toBeVisible();
});

test("two months stand side by side", async ({ openAs }) => {
  const page = await openAs("office");
  await draftSummary(page, "2023", "08");
  await draftSummary(page, "2023", "09");
  await page.getByRole("link", { name: "与另一期对比" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2023年8月");
  const row = page.getByRole("table", { name: "总体情况" }).locator("tr", { hasText: "查出隐患" }).first();
  await expect(row.locator("td")).not.toHaveCount(0);
  const cells = (await row.locator("td").allInnerTexts()).map((text) => Number.parseInt(text, 10));
  const difference = Number.parseInt((await row.locator("td").last().innerText()).replace("−", "-"), 10);
  expect(cells[2]! - cells[1]!).toBe(Number.isNaN(difference) ? 0 : difference);
});

test("a preview follows what is typed once the program runs", async ({ browser, problems }) => {
  const context = await browser.newContext({ javaScriptEnabled: true });
  await problems.watch(context);
  const page = await context.newPage();
  await signIn(page, "office");
  const path = await draftSummary(page, "2023", "10");
  await page.goto(`${path}/edit?lang=zh&topic=overview`);
  await lively(page);
  const text = page.locator("textarea[name=text]");
  await text.fill(`${await text.inputValue()}另有隐患{{found#}}。`);
  await expect(page.locator(".summary-preview")).toContainText(/另有隐患\d+/);
  await text.fill(`${await text.inputValue()}上期{{查出隐患·上期#}}。`);
  await expect(page.locator(".summary-preview")).toContainText(/另有隐患\d+处。上期\d+处。/);
  await text.fill("查出{{nothing}}。");
  await expect(page.locator(".summary-preview .problem")).toContainText("nothing");
  await context.close();
});
