# The steps of test.sh. Each is run with -e in a subshell of its own.
# shellcheck shell=bash

# the packages of the server side, always named together: cargo unites the features of what is built in one call, so
# another selection would compile the libraries below once more
server_side=(--package domain --package migrations --package backend --package server --package worker --package app --features app/ssr)
# cargo-nextest keeps its reports below the workspace, wherever the build lies (`store.dir` in .config/nextest.toml)
junit=$root/target/nextest/default/junit.xml
test_log=$target/cargo-test.log
xtask_log=$target/cargo-test-xtask.log
script_report=$target/script-tests.tap
stories_report=$root/end2end/test-results/report.json
faults_report=$root/end2end/test-results/faults.json

rustfmt_agrees() { cargo fmt --all --check; }

clippy_server() { cargo clippy "${server_side[@]}" --package xtask --all-targets -- -D warnings; }

clippy_browser() {
  cargo clippy --package app --lib --no-default-features --features hydrate --target wasm32-unknown-unknown -- -D warnings
  cargo clippy --package worker --lib --target wasm32-unknown-unknown -- -D warnings
}

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
  if command -v cargo-nextest >/dev/null; then
    cargo nextest run "${server_side[@]}" --no-fail-fast
  else
    mkdir -p "$target"
    cargo test "${server_side[@]}" --no-fail-fast --lib --bins --tests 2>&1 | tee "$test_log"
  fi
}

count_rust() { if [[ -f $junit ]]; then count_junit "$junit"; else count_cargo_test "$test_log"; fi; }

# in the build tool's own profile: its libraries are compiled for that already
xtask_tests() {
  mkdir -p "$target"
  cargo test --package xtask --profile xtask --no-fail-fast 2>&1 | tee "$xtask_log"
}

count_xtask() { count_cargo_test "$xtask_log"; }

# with the very rules that the browser gets
script_tests() {
  XUNAN_RULES=$(cargo xtask rules)
  export XUNAN_RULES
  node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$script_report" app/js/*.test.mjs
}

count_scripts() { count_tap "$script_report"; }

build_for_stories() { cargo xtask build; }

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
  ensure_browser
  cd end2end
  XUNAN_SERVER=$target/debug/server npx --no-install playwright test
}

count_stories() { count_playwright "$stories_report"; }

# FAULTS: how many; `make soak` plays all 200
faults() {
  rm -f "$faults_report"
  ensure_browser
  cd end2end
  XUNAN_SERVER=$target/debug/server npx --no-install playwright test --config faults.config.ts
}

count_faults() { count_playwright "$faults_report"; }
