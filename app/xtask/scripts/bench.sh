#!/usr/bin/env bash
# Measures, and writes docs/benchmarks.md: bench.sh [PARTS of `cargo xtask bench`]
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

title "measure: about a quarter of an hour; leave the machine alone meanwhile"
cargo xtask bench "$@"
say "written: docs/benchmarks.md"
