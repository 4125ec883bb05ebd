#!/usr/bin/env bash
# All tests, or some: test.sh [checks] [rust] [browser] [soak]
#
# Goes on after a failure and ends with one line, "N passed, N failed". Each check counts as one test, and a step that
# fails without naming a test counts as one failure, so no step can fail unseen.
set -uo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"
source "$lib/browser.sh"
source "$lib/drawers.sh"
source "$lib/postgres.sh"
source "$lib/python.sh"
source "$lib/objects.sh"
source "$lib/proxy.sh"
source "$lib/count.sh"
source "$lib/tally.sh"
source "$lib/steps.sh"
(($# > 0)) || set -- checks rust browser

stop_servers() {
  stop_postgres
  stop_objects
}
# what the tests with several servers need
ready_for_faults() {
  title "PostgreSQL and a proxy for several servers"
  start_postgres || check "PostgreSQL, which several servers share, did not start" false
  ensure_proxy || check "HAProxy, which stands in front of several servers, is not there" false
}
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

title "what the tests need"
ensure_rust rustfmt clippy
ensure_c_compiler
ensure_python
ensure_fonts
ensure_node
ensure_npm app/js
ensure_npm end2end

for part in "$@"; do
  case $part in
    checks)
      check "formatting" rustfmt_agrees
      check "lints, and with them the code of all tests" lints
      check "purity: what may depend on what" purity
      check "browser tests: types, and no blind waiting" stories_check
      ;;
    rust)
      title "PostgreSQL for the tests"
      # without it the tests of that database say that they were not run, and pass: so this is what fails
      start_postgres || check "PostgreSQL, which half of the database tests need, did not start" false
      title "S3 storage for the tests"
      start_objects || check "the S3 server, which the tests of files there need, did not start" false
      suite "unit, property, database and HTTP tests" count_rust rust_tests
      suite "build tool tests" count_xtask xtask_tests
      suite "script tests" count_scripts script_tests
      ;;
    browser)
      check "build for the browser tests" build_for_stories
      title "what draws papers for the browser tests"
      # without it the tests that look at papers say that they were not run: so this is what fails
      ensure_drawers || check "what draws PDF and Word files, which tests look at page by page, is not there" false
      suite "browser tests" count_stories stories
      ready_for_faults
      suite "fault tests: page, network and server killed while a tablet sends; one of three servers" count_faults faults
      ;;
    soak)
      check "build for the fault tests" build_for_stories
      ready_for_faults
      FAULTS=${FAULTS:-200} suite "200 faults" count_faults faults
      ;;
    *) fail "test.sh does not know '$part'" "parts: checks rust browser soak" ;;
  esac
done
sum_up
