// The rules as the build made them: the glue is part of this script, the wasm a file beside the program.

import init, * as glue from "xunan-rules";
import { rulesOf } from "./rules.js";

/* global RULES_WASM */

/** Fetches the rules; the service worker has them where there is no network. */
export async function loadRules(fetchFile = (url) => fetch(url)) {
  await init({ module_or_path: await fetchFile(RULES_WASM) });
  return rulesOf(glue);
}
