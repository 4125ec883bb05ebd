import { expect, shot, test } from "../support/test";

test("a stranger finds the sign-in form, in Chinese", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
  await expect(page.locator("input[name=login]")).toBeVisible();
  await expect(page.locator("input[name=password]")).toHaveAttribute("type", "password");
  await expect(page.getByRole("button", { name: "登录" })).toBeVisible();
  await shot(page, "sign-in");
});
