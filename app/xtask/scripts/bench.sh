#!/usr/bin/env bash
# Measures what can be measured by itself; docs/benchmarks.md keeps the results.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
"$(dirname "${BASH_SOURCE[0]}")/setup.sh"

title "release build"
cargo xtask build --release
title "what a browser has to fetch"
cargo xtask sizes
