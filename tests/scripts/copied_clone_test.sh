#!/bin/bash
# A clone that was copied builds in itself, and leaves the one that it was copied from alone.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "copied_clone_test: $*" >&2
  exit 1
}

home_of() { sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/build/dev/CMakeCache.txt"; }

mkdir "$work/one"
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$work/one")
"$work/one/scripts/configure" dev >/dev/null
cmake --build "$work/one/build/dev" --target oakprobe_base >/dev/null
[[ "$(home_of "$work/one")" == "$work/one" ]] || fail "the first is configured for $(home_of "$work/one")"

cp -a "$work/one" "$work/two"
built=$(find "$work/one/build/dev" -name 'liboakprobe_base.a' -printf '%p %T@')
[[ -n "$built" ]] || fail "nothing was built"
echo '// Changed in the copy.' >>"$work/two/base/printable.cpp"
"$work/two/scripts/configure" dev >/dev/null
cmake --build "$work/two/build/dev" --target oakprobe_base >/dev/null
[[ "$(home_of "$work/two")" == "$work/two" ]] || fail "the copy is configured for $(home_of "$work/two")"
[[ "$(find "$work/one/build/dev" -name 'liboakprobe_base.a' -printf '%p %T@')" == "$built" ]] ||
  fail "the copy built into the first"

# Nothing is done where all is ready.
before=$(stat -c %Y "$work/two/build/dev/CMakeCache.txt")
"$work/two/scripts/configure" dev | grep -q . && fail "what was ready is configured again"
[[ "$(stat -c %Y "$work/two/build/dev/CMakeCache.txt")" == "$before" ]] || fail "the cache changed"
