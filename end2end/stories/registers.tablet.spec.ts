// The office's books on the tablet: an order, a penalty and a fire about one door and the hazard that was found there; from
// each a way leads to both, and each is found by its site's name.
import type { Page } from "@playwright/test";
import { addHazard, addSite } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { expect, shot, test } from "../support/test";

/** What is written into each form, beside site and hazard. */
const books = [
  {
    list: "/orders",
    form: "order-save",
    texts: (mark: number) => ({ number: `GD${mark}`, received_at: "2024-07-01T12:00", text: "楼道里有电瓶车充电" }),
    choices: { kind: "complaint" },
  },
  {
    list: "/penalties",
    form: "penalty-save",
    texts: (mark: number) => ({ number: `罚${mark}号`, body: "区消防救援支队", party: "某某公司", reason: "占用疏散通道" }),
    choices: { category: "fire" },
  },
  {
    list: "/fires",
    form: "fire-save",
    texts: (mark: number) => ({ at: "2024-07-01T12:00", place: `车棚 ${mark}`, loss: "500" }),
    choices: { cause: "ebike" },
  },
];

/** That the page fits the screen and can be touched. */
async function fits(page: Page): Promise<void> {
  expect(await layoutFaults(page), page.url()).toEqual([]);
}

test("on a tablet: an order, a penalty and a fire hang on a site and its hazard", async ({ openAs }) => {
  test.setTimeout(360_000);
  const page = await openAs("office");
  const mark = Date.now() % 1_000_000_000;
  const name = `台账小店${mark}`;
  const site = await addSite(page, "small_unit", name);
  const hazard = await addHazard(page, site, `后门堆物 ${mark}`);
  for (const { list, form: id, texts, choices } of books) {
    await page.goto(list);
    await page.locator(`#main a[href='${list}/new']`).first().click();
    const form = page.locator(`form#${id}`);
    await expect(form).toBeVisible();
    await fits(page);
    for (const [field, text] of Object.entries(texts(mark))) await form.locator(`[name=${field}]`).fill(text);
    for (const [field, word] of Object.entries(choices)) await form.locator(`[name=${field}]`).selectOption(word);
    // the committee follows from the site
    await form.locator("[name=site]").fill(name);
    await form.locator("[name=hazard]").fill(`/hazards/${hazard}`);
    await form.locator("button[type=submit]").click();
    await expect(page).toHaveURL(new RegExp(`${list}/[0-9a-f-]{36}$`));
    await expect(page.locator(`.facts a[href='/sites/${site}']`)).toHaveText(name);
    await expect(page.locator(`.facts a[href='/hazards/${hazard}']`)).toBeVisible();
    await fits(page);

    await page.goto(`${list}?q=${encodeURIComponent(name)}`);
    await expect(page.locator(".results-total")).toHaveText("共 1 条");
    await fits(page);
    const table = await page.request.get(`/api/v1/tables${list}.csv?q=${encodeURIComponent(name)}`);
    expect(await table.text()).toContain(name);
  }
  await shot(page, "fires");
});
