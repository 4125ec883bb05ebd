// A tablet that cannot get online: what it has is exported and the office brings it in. When the tablet finds a line after
// all, it sends the same, and nothing is there twice.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess } from "../support/process";
import { answer, chooseShop, part, ready } from "../support/recording";
import { people } from "../support/signIn";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { visitsSince } from "../support/visits";

const EXITS = "安全出口、疏散通道保持畅通";

test("the office brings in what a tablet exports, and the tablet sends it later to no effect", async ({ problems }) => {
  // a server of its own, for the command that brings it in
  test.setTimeout(900_000);
  const server = await ServerProcess.start();
  const tablet = new Tablet(problems, server.base);
  const begun = new Date();
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await tablet.line(false);
    await openField(page, "/field/visit");
    await ready(page);
    const site = await chooseShop(page, 4);
    await answer(page, [EXITS]);
    await part(page, "确认");
    await page.locator(".capture-bar .save").click();
    await expect(page.locator(".saved-line")).toContainText("已保存在本机");

    await page.locator(".field-nav").getByText("对账").click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "导出救援文件" }).click(),
    ]);
    const path = join(server.folder, file.suggestedFilename());
    await file.saveAs(path);
    await expect(page.locator("#main")).toContainText("救援文件已导出");
    await shot(page, "field-rescue");
    const text = readFileSync(path, "utf8");
    expect(text).toContain('"xunan_rescue":1');
    expect(text, "nobody reads it without the key").not.toContain(site);

    const bring = () => server.run("import", "rescue", path, "--as", people.office);
    expect(await bring()).toMatch(/: stored 310105008-/);
    expect(await bring(), "once more is as good as once").toContain("was there already");

    // --- a line after all
    await tablet.line(true);
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(page.locator(".ledger-sums dd")).toHaveText(["1 / 1", "1 / 1"]);
    expect(await visitsSince(page.request, site, begun), site).toHaveLength(1);
  } finally {
    await tablet.end();
    await server.stop();
  }
});
