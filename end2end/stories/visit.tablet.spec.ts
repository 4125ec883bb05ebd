import { test } from "../support/test";
import { wholeJob } from "../support/wholeJob";

test("on a tablet: two findings from the visit to the rate", async ({ openAs }) => {
  test.setTimeout(360_000);
  await wholeJob(openAs, "巡安面馆", false);
});
