# shellcheck shell=bash disable=SC2034
# Shared by the scripts in .ci/ (sourced, never run): where things are kept, and how progress is told.
# Everything that is downloaded or built lies under one folder, so that deleting it starts afresh.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${JICENG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/jiceng}
TOOLS=$CACHE/tools
NODE_TOOLS=$CACHE/node
ENV_FILE=$CACHE/env.sh
# Read by the server at start; `.ci/client` fills it.
export JICENG_SITE_ROOT=${JICENG_SITE_ROOT:-$CACHE/site}

if [ -t 2 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
warn() { printf '%s==> warning:%s %s\n' "$bold" "$plain" "$*" >&2; }
die() { printf '%s==> error:%s %s\n' "$bold" "$plain" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The version of a package in Cargo.lock: client and wasm-bindgen-cli must agree on it to the digit.
locked_version() {
    awk -v want="name = \"$1\"" '$0 == want { getline; gsub(/[^0-9.]/, "", $3); print $3; exit }' "$ROOT/Cargo.lock"
}
