# Programs from the Python registry, each set in a folder of its own below the build.
# shellcheck shell=bash

# python_tools NAME PACKAGE…: prints the folder that they are installed in, called NAME; installs them when they are not there
python_tools() {
  local home=$target/$1
  shift
  # written last: an interrupted installation leaves a folder, but not this
  if [[ ! -f $home/.installed ]]; then
    rm -rf "$home"
    mkdir -p "$target"
    # Debian keeps a part of venv in a package of its own
    python3 -m venv "$home" >/dev/null 2>&1 ||
      { may_install && install_packages python3-venv >&2 && python3 -m venv --clear "$home" >/dev/null 2>&1; } || return 1
    "$home/bin/pip" install --quiet --no-input --disable-pip-version-check --only-binary :all: "$@" >&2 || return 1
    touch "$home/.installed"
  fi
  echo "$home"
}
