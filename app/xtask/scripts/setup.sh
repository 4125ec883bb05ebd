#!/usr/bin/env bash
# Installs what building needs; with --tests also what the tests need. Quick when nothing is missing.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"

title "tools: Rust with the browser target, C compiler, Node.js"
ensure_rust
ensure_c_compiler
ensure_node
ensure_fonts
title "npm packages"
ensure_npm app/js
if [[ ${1:-} == --tests ]]; then
  source "$lib/browser.sh"
  source "$lib/drawers.sh"
  ensure_rust rustfmt clippy
  ensure_python
  ensure_npm end2end
  ensure_browser
  ensure_drawers || say "make test will say so."
  # for the tests of files in a bucket; where it cannot be had they say so themselves
  source "$lib/python.sh"
  source "$lib/objects.sh"
  source "$lib/proxy.sh"
  ensure_proxy || say "HAProxy could not be installed: make test will say so."
  weed_bin >/dev/null || say "SeaweedFS could not be installed: make test will say that it did not start."
fi
say "ready"
