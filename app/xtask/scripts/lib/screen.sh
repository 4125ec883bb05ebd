# What people see.
# shellcheck shell=bash

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\033[1m' red=$'\033[31m' green=$'\033[32m' plain=$'\033[0m'
else
  bold='' red='' green='' plain=''
fi

# title TEXT: the head of a step
title() { printf '\n%s==> %s%s\n' "$bold" "$*" "$plain"; }

# say TEXT: one line of news inside a step
say() { printf '    %s\n' "$*"; }

# fail WHAT WHAT-TO-DO…: ends the script
fail() {
  printf '\n%s%s%s\n' "$red" "$1" "$plain" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 1
}
