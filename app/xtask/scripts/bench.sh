#!/usr/bin/env bash
# Measures, and writes docs/benchmarks.md: bench.sh [field] [lighthouse] [PARTS of `cargo xtask bench`]
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"
source "$lib/browser.sh"
source "$lib/postgres.sh"
source "$lib/python.sh"
source "$lib/peers.sh"
"$(dirname "${BASH_SOURCE[0]}")/setup.sh"

trap stop_postgres EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

title "what the benchmark needs"
ensure_tool wrk || fail "The load tool wrk is missing." \
  "Debian, Ubuntu: apt-get install wrk" "macOS: brew install wrk (but processor time is read from Linux's /proc)"
[[ -r /proc/self/stat ]] || fail "The benchmark reads processor time from /proc: it runs on Linux only."

# what is measured in the browser, and everything else: by the build tool
field=no lighthouse=no rest=()
for part in "$@"; do
  case $part in
    field) field=yes ;;
    lighthouse) lighthouse=yes ;;
    *) rest+=("$part") ;;
  esac
done
(($# > 0)) || field=yes lighthouse=yes

everything=$(($# == 0))

# a size or a kind of read alone means every step
steps='build make first-load reads saves import desk summary transfer fsyncs tablets postgres peers page'
# wanted STEP: whether it is named, or none is
wanted() {
  local part named=no
  ((everything || ${#rest[@]} > 0)) || return 1
  for part in "${rest[@]}"; do
    [[ $part != "$1" ]] || return 0
    [[ " $steps " != *" $part "* ]] || named=yes
  done
  [[ $named == no ]]
}

# each of these is left out with a word where it is missing
if wanted fsyncs || wanted peers; then ensure_tool strace || say "strace is missing: syncs are not counted"; fi
if wanted peers; then find_peers; fi
if wanted postgres; then
  start_bench_postgres || say "PostgreSQL is left out"
fi

title "measure: two hours for everything, less for parts; leave the machine alone meanwhile"
if ((everything || ${#rest[@]} > 0)); then cargo xtask bench "${rest[@]}"; fi
stop_postgres

# in_browser COMMAND…: in end2end, on the release build
in_browser() {
  ensure_npm end2end
  ensure_browser
  cargo xtask build --release
  (cd end2end && XUNAN_SERVER=$target/release/server "$@")
}

if [[ $field == yes ]]; then in_browser npx --no-install playwright test --config bench.config.ts; fi
if [[ $lighthouse == yes ]]; then
  ensure_npm end2end/lighthouse
  in_browser node lighthouse/run.mjs
fi
if [[ $field == yes || $lighthouse == yes ]]; then cargo xtask bench page; fi
say "written: docs/benchmarks.md"
