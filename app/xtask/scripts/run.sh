#!/usr/bin/env bash
# From a bare clone to a running server: run.sh [SERVER ARGUMENTS]   (default: serve --demo-if-empty)
# RELEASE=1 builds as for production.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"
(($# > 0)) || set -- serve --demo-if-empty
# a bare machine is done with a trial build in half the time that the build for production takes
mode=trial
[[ -z ${RELEASE:-} ]] || mode=release

title "1/4 tools: Rust with the browser target, C compiler, Node.js"
ensure_rust
ensure_c_compiler
ensure_node
ensure_fonts

title "2/4 npm packages: map library, wasm and script shrinkers"
ensure_npm app/js

title "3/4 $mode build"
[[ -x $target/$mode/server ]] || say "the first time this compiles everything: some minutes"
cargo xtask build "--$mode" || fail "The build failed: the compiler's message stands above." \
  "Not reachable: crates come from the network the first time, try again when it is there." \
  "No space left: the build needs about 6 GB below $target." \
  "Killed: linking needs about 4 GB of memory; close something, or CARGO_BUILD_JOBS=1 make run."

title "4/4 server $*"
# the one just built, wherever the target folder is
export XUNAN__SERVER__SITE_ROOT=$target/site
exec "$target/$mode/server" "$@"
