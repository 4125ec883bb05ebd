#!/usr/bin/env bash
# Measures, and writes docs/benchmarks.md: bench.sh [field] [PARTS of `cargo xtask bench`]
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"
"$(dirname "${BASH_SOURCE[0]}")/setup.sh"

title "load tool: wrk"
if ! command -v wrk >/dev/null; then
  if may_install; then install_packages wrk; fi
  command -v wrk >/dev/null || fail "The load tool wrk is missing." \
    "Debian, Ubuntu: apt-get install wrk" "macOS: brew install wrk (but processor time is read from Linux's /proc)"
fi
[[ -r /proc/self/stat ]] || fail "The benchmark reads processor time from /proc: it runs on Linux only."

# the field app is measured in the browser, everything else by the build tool
field=no rest=()
(($# > 0)) || field=yes
for part in "$@"; do
  if [[ $part == field ]]; then field=yes; else rest+=("$part"); fi
done

title "measure: about half an hour; leave the machine alone meanwhile"
if (($# == 0 || ${#rest[@]} > 0)); then cargo xtask bench "${rest[@]}"; fi
if [[ $field == yes ]]; then
  source "$lib/browser.sh"
  ensure_npm end2end
  ensure_browser
  cargo xtask build --release
  (cd end2end && XUNAN_SERVER=$target/release/server npx --no-install playwright test --config bench.config.ts)
  cargo xtask bench page
fi
say "written: docs/benchmarks.md"
