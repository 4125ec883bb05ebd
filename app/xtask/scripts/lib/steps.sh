# The steps of test.sh. Each is run with -e in a subshell of its own.
# shellcheck shell=bash

# the packages of the server side, always named together: cargo unites the features of what is built in one call, so
# another selection would compile the libraries below once more
server_side=(--package domain --package migrations --package backend --package server --package press --package bare --package worker --package app --features app/ssr)
# cargo-nextest keeps its reports below the workspace, wherever the build lies (`store.dir` in .config/nextest.toml)
junit=$root/target/nextest/default/junit.xml
test_log=$target/cargo-test.log
xtask_log=$target/cargo-test-xtask.log
script_report=$target/script-tests.tap
stories_report=$root/end2end/test-results/report.json
faults_report=$root/end2end/test-results/faults.json

rustfmt_agrees() { cargo fmt --all --check; }

# Clippy's driver is a whole compiler. What it looks at is what the tests run, so nothing is compiled once for the lints
# and once more to be run: that would be half of all the time.
with_lints() {
  local driver
  driver=$(command -v clippy-driver)
  RUSTC_WORKSPACE_WRAPPER=$driver CARGO_TERM_COLOR=never "$@"
}

# no_warnings COMMAND…: also fails when cargo counts warnings; it says them again for what it has built before
no_warnings() {
  local log code=0
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || code=1
  ! grep -E '^warning: `.*generated [0-9]+ warning' "$log" >/dev/null || code=1
  rm "$log"
  return "$code"
}

# Both sides at the same time: the largest packages keep only one core busy. What the browser gets is told afterwards.
lints() {
  local log browser bad=0
  log=$(mktemp)
  (no_warnings with_lints cargo xtask build --frontend-only) >"$log" 2>&1 &
  browser=$!
  no_warnings build_tests || bad=1
  wait "$browser" || bad=1
  cat "$log"
  rm "$log"
  return "$bad"
}

# the tests of the server side and what they start
build_tests() {
  if has_nextest; then
    with_lints cargo nextest run "${server_side[@]}" --no-run
  else
    with_lints cargo test "${server_side[@]}" --lib --bins --tests --no-run
  fi
}

has_nextest() { command -v cargo-nextest >/dev/null; }

# no server code in the browser, no input or output in the rules
purity() {
  refuse "the browser side" 'backend|migrations|sea-orm|sea-query|sqlx|tokio|axum|tower-http' \
    --package app --no-default-features --features hydrate --target wasm32-unknown-unknown
  # small: it is fetched by the service worker too
  refuse "the rules for the browser's scripts" 'app|backend|migrations|leptos|sea-orm|sqlx|tokio|axum|web-sys' \
    --package worker --target wasm32-unknown-unknown
  refuse "domain" \
    'app|backend|migrations|sea-orm|sea-query|sqlx|tokio|async-std|futures|leptos|axum|hyper|reqwest|getrandom|fastrand|tempfile' \
    --package domain --edges normal
  # geo uses rand with fixed seeds; without getrandom it has no others. domain itself needs none
  refuse "domain by itself" 'rand|rand_core|rand_chacha' --package domain --edges normal --depth 1
  # what cargo cannot see: the clock of the standard library
  if grep -rnE '(SystemTime|Instant|Utc|Local)::now' app/domain/src; then
    say "domain asks for the time: it must be given to it"
    return 1
  fi
}

# refuse WHO NAMES TREE-ARGUMENTS…: fails when the dependencies name one of these packages, or one of their family
refuse() {
  local who=$1 names=$2 tree found
  shift 2
  tree=$(cargo tree --prefix none --no-dedupe "$@")
  [[ -n $tree ]] || return 1
  # the first line is the package itself
  if found=$(tail -n +2 <<<"$tree" | grep -E "^($names)(-[a-z0-9_-]+)? v" | sort -u); then
    say "$who must not depend on:"
    sed 's/^/      /' <<<"$found"
    return 1
  fi
}

# tests must not find the way to somebody's real records
forget_settings() {
  local name
  unset DATABASE_URL
  for name in "${!XUNAN__@}"; do unset "$name"; done
}

rust_tests() {
  forget_settings
  rm -f "$junit" "$test_log"
  if has_nextest; then
    with_lints cargo nextest run "${server_side[@]}" --no-fail-fast
  else
    mkdir -p "$target"
    with_lints cargo test "${server_side[@]}" --no-fail-fast --lib --bins --tests 2>&1 | tee "$test_log"
  fi
}

count_rust() { if [[ -f $junit ]]; then count_junit "$junit"; else count_cargo_test "$test_log"; fi; }

# in the build tool's own profile: its libraries are compiled for that already
xtask_tests() {
  mkdir -p "$target"
  no_warnings with_lints cargo test --package xtask --profile xtask --no-fail-fast | tee "$xtask_log"
}

count_xtask() { count_cargo_test "$xtask_log"; }

# with the very rules that the browser gets
script_tests() {
  XUNAN_RULES=$(with_lints cargo xtask rules)
  export XUNAN_RULES
  node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$script_report" app/js/*.test.mjs
}

count_scripts() { count_tap "$script_report"; }

# The server is the one that the tests start: by itself it would be built with other features, from the libraries up.
build_for_stories() {
  with_lints cargo xtask build --frontend-only
  build_tests
}

stories_check() {
  # `test.setTimeout` is a limit, not a wait
  if grep -rnE 'waitForTimeout|(^|[^.[:alnum:]])setTimeout' end2end/stories; then
    say "a test waits for time to pass: let it wait for what it expects"
    return 1
  fi
  npm --prefix end2end run --silent check
}

stories() {
  rm -f "$stories_report"
  ensure_browser "$bare_browser"
  cd end2end
  XUNAN_SERVER=$target/debug/server npx --no-install playwright test
}

count_stories() { count_playwright "$stories_report"; }

# FAULTS: how many; `make soak` plays all 200
faults() {
  rm -f "$faults_report"
  ensure_browser "$bare_browser"
  cd end2end
  XUNAN_SERVER=$target/debug/server npx --no-install playwright test --config faults.config.ts
}

count_faults() { count_playwright "$faults_report"; }
