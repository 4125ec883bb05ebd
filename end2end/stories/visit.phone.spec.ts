import { test } from "../support/test";
import { wholeJob } from "../support/wholeJob";

test("on a phone: two findings, one put right on the spot, from the visit to the rate", async ({ openAs }) => {
  test.setTimeout(360_000);
  await wholeJob(openAs, "巡安水果店", true);
});
