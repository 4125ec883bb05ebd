# Installing what is missing. Each function is quick and silent when nothing is.
# shellcheck shell=bash

# may_install: whether system packages can be installed here without asking anybody
may_install() { command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; }

# install_packages NAME…: from the system's packages
install_packages() {
  say "system packages: $*"
  # the lists may be missing (fresh image) or old: fetch them only when it does not work without
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 && return
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

# ensure_rust [COMPONENT…]: the pinned compiler with the browser target
ensure_rust() {
  if ! command -v cargo >/dev/null && may_install; then install_packages rustup || true; fi
  command -v cargo >/dev/null || fail "Rust is missing." \
    "Install rustup: https://rustup.rs (or the package 'rustup' of your system), then run this again."
  local channel
  channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
  if command -v rustup >/dev/null; then
    # with RUSTUP_AUTO_INSTALL=0 rustup ignores what rust-toolchain.toml asks for, without a word: ask explicitly
    if ! rustup toolchain list | grep "^$channel" >/dev/null; then
      say "Rust $channel"
      rustup toolchain install "$channel" --profile minimal --no-self-update ||
        fail "Rust $channel could not be installed." "Is static.rust-lang.org reachable? See rustup's message above."
    fi
    if ! rustup target list --toolchain "$channel" --installed | grep -x wasm32-unknown-unknown >/dev/null; then
      say "the browser target wasm32-unknown-unknown"
      rustup target add --toolchain "$channel" wasm32-unknown-unknown ||
        fail "The browser target could not be installed." "Try: rustup target add --toolchain $channel wasm32-unknown-unknown"
    fi
    local component
    for component in "$@"; do
      rustup component list --toolchain "$channel" --installed | grep "^$component" >/dev/null ||
        rustup component add --toolchain "$channel" "$component" ||
        fail "$component could not be installed." "Try: rustup component add --toolchain $channel $component"
    done
  fi
  # whoever brings the compiler: it must be able to build for the browser
  [[ -d $(rustc --print target-libdir --target wasm32-unknown-unknown) ]] ||
    fail "This Rust ($(rustc --version)) cannot build for the browser." \
      "Use rustup (https://rustup.rs), or install your system's package with the wasm32 standard library."
}

# ensure_c_compiler: SQLite is compiled from C
ensure_c_compiler() {
  command -v cc >/dev/null && return
  if may_install; then install_packages build-essential; fi
  command -v cc >/dev/null || fail "A C compiler is missing (SQLite is compiled from C)." \
    "Debian, Ubuntu: apt-get install build-essential" "macOS: xcode-select --install"
}

# ensure_python: figures are counted again by a script that shares nothing with the program
ensure_python() {
  command -v python3 >/dev/null && return
  if may_install; then install_packages python3; fi
  command -v python3 >/dev/null || fail "Python 3 is missing (a test counts the figures of summaries again with it)." \
    "Debian, Ubuntu: apt-get install python3" "macOS: xcode-select --install"
}

# ensure_fonts: papers are printed with them, and a screenshot without them shows boxes
ensure_fonts() {
  local family
  for family in "Noto Serif CJK SC" "Noto Sans CJK SC"; do
    [[ -n $(fc-list "$family" 2>/dev/null) ]] && continue
    { may_install && install_packages fontconfig fonts-noto-cjk; } ||
      say "The font $family is missing: papers are refused until it is there. Install fonts-noto-cjk, or name other fonts ([papers])."
    return 0
  done
}

# ensure_node: Node.js 20 or newer, with npm
ensure_node() {
  local hint="Install Node.js 20 or newer with npm: https://nodejs.org, or your system's packages nodejs and npm."
  if ! { command -v node && command -v npm; } >/dev/null && may_install; then install_packages nodejs npm || true; fi
  command -v node >/dev/null || fail "Node.js is missing." "$hint"
  command -v npm >/dev/null || fail "npm is missing." "$hint"
  local version
  version=$(node --version)
  (($(cut -d. -f1 <<<"${version#v}") >= 20)) || fail "Node.js $version is too old." "$hint"
}

# ensure_npm FOLDER: the packages its lock names
ensure_npm() {
  local lock=$1/package-lock.json
  # a copy of the lock, written last: an interrupted installation leaves a folder, but not this
  local installed=$1/node_modules/.installed-lock.json
  cmp -s "$lock" "$installed" && return
  say "npm packages of $1"
  # no package needs its install script, so none gets to run one
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    fail "The npm packages of $1 could not be installed." "Is the npm registry reachable? See npm's message above."
  cp "$lock" "$installed"
}

# ensure_tool NAME: from the system's packages
ensure_tool() {
  command -v "$1" >/dev/null && return
  ! may_install || install_packages "$1" || true
  command -v "$1" >/dev/null
}
