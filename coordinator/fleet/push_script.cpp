#include "coordinator/fleet/push_script.hpp"

namespace oakprobe::fleet {

// All of it is one compound command, so that a shell that reads its script in blocks (dash,
// busybox) has none of what follows. Nothing follows anyway until the script has asked for it.
//
// The space for the agent is taken before it is asked for: a full disk or a noexec mount costs the
// next directory, not a second transfer. `timeout`, where there is one, ends a transfer whose
// connection broke without a word. The agent itself removes its file and the directory as it starts
// (--unlink); the trap does for whatever comes before that. Nothing is left when the script says
// that it failed: who hears it may end the script at once. Cleaning up it hears no second signal,
// and neither does its `rm`.
const std::string_view push_script = R"sh({
umask 077
say() { printf 'OAKPROBE-PUSH/1 %s\n' "$*"; }
dir=
deaf() { trap '' HUP INT TERM PIPE; }
clean() { deaf; test -z "$dir" || rm -rf "$dir"; dir=; }
fail() { clean; say "failed $*"; exit 1; }
trap clean EXIT
trap 'deaf; exit 1' HUP INT TERM PIPE

printf '\n'
say "ready $(uname -m)"
read -r name size sha256 cksum sudo prompt || exit 1

why=
for place in "${TMPDIR:-/tmp}" /tmp /dev/shm /var/tmp \
    "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}" "$HOME/.cache" "$HOME"; do
  test -d "$place" || continue
  case " $why" in *" $place is "*) continue ;; esac
  if ! mkdir "$place/$name" 2>/dev/null; then
    why="$why $place is full or not writable,"
    continue
  fi
  dir=$place/$name
  agent=$dir/oakprobe-agent
  if ! { printf '#!/bin/sh\n' >"$dir/try" && chmod 700 "$dir/try"; } 2>/dev/null; then
    why="$why $place is full,"
  elif ! "$dir/try" >/dev/null 2>&1 </dev/null; then
    why="$why $place is mounted noexec,"
  elif ! head -c "$size" /dev/zero 2>/dev/null >"$agent"; then
    why="$why $place is too full,"
  else
    break
  fi
  rm -rf "$dir"
  dir=
done
test -n "$dir" || fail "no directory takes a program of $size bytes and runs it:$why give TMPDIR one that does"
rm -f "$dir/try"
chmod 700 "$agent"

say send
limited() { "$@"; }
timeout 5 true 2>/dev/null && limited() { timeout 600 "$@"; }
limited head -c "$size" 1<>"$agent" || fail "the agent could not be written to $dir"
if command -v sha256sum >/dev/null 2>&1; then
  seen=$(sha256sum <"$agent") wanted=$sha256
else
  seen=$(cksum <"$agent") wanted=$cksum
fi
test "${seen%% *}" = "$wanted" || fail "what arrived in $dir is not the agent that was sent: its digest is '${seen%% *}', not '$wanted'"

say start
case $sudo in
nopasswd) sudo -n -- "$agent" --stdio --unlink ;;
ask) sudo -S -p "$prompt" -- "$agent" --stdio --unlink ;;
*) "$agent" --stdio --unlink ;;
esac
exit $?
}
)sh";

}  // namespace oakprobe::fleet
