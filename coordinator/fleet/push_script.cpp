#include "coordinator/fleet/push_script.hpp"

namespace oakprobe::fleet {

// All of it is one compound command, so that a shell that reads its script in blocks (dash,
// busybox) has none of what follows. Nothing follows anyway until the script has asked for it.
//
// Other users of the node may own what is above the directory that is made: the script enters each
// directory, looks at the one that it is in (`ls -ldn .`), and names nothing but what is in there.
// So nobody else can put another program where ours was; and what is run is the descriptor that the
// digest was read from, whatever became of its name. sudo closes descriptors, so the path to it is
// this shell's.
//
// The space for the agent is taken before it is asked for: a full disk or a noexec mount costs the
// next directory, not a second transfer. `timeout`, where there is one, ends a transfer whose
// connection broke without a word. The agent itself removes its file and the directory as it starts
// (--unlink); the trap does for whatever comes before that. Nothing is left when the script says
// that it failed: who hears it may end the script at once. Cleaning up it hears no second signal,
// and neither do its `rm` and `rmdir`.
const std::string_view push_script = R"sh({
umask 077
say() { printf 'OAKPROBE-PUSH/1 %s\n' "$*"; }
made=
deaf() { trap '' HUP INT TERM PIPE; }
unmake() {
  case $made in
  beside) rmdir "./$name" || rmdir "../$name" ;;
  around) rm -f ./try ./oakprobe-agent; rmdir "../$name" ;;
  esac 2>/dev/null
  made=
}
clean() { deaf; unmake; }
fail() { clean; say "failed $*"; exit 1; }
trap clean EXIT
trap 'deaf; exit 1' HUP INT TERM PIPE

printf '\n'
say "ready $(uname -m)"
read -r name size sha256 cksum sudo prompt || exit 1

me=$(id -u)
# "MODE OWNER" of the directory that we are in.
here() { LC_ALL=C ls -ldn . | { read -r mode links owner rest; printf '%s %s\n' "$mode" "$owner"; }; }
why=
for place in "${TMPDIR:-/tmp}" /tmp /dev/shm /var/tmp \
    "${XDG_RUNTIME_DIR:-/run/user/$me}" "$HOME/.cache" "$HOME"; do
  case $place in /*) ;; *) continue ;; esac
  case " $why" in *" $place is "*) continue ;; esac
  test -d "$place" || continue
  if ! cd "$place" 2>/dev/null; then
    why="$why $place is closed to us,"
    continue
  fi
  case $(here) in
  *" $me" | *" 0") ;;
  *) why="$why $place is another user's," && continue ;;
  esac
  # Who may write to a directory may replace what is in it, but for a sticky bit.
  case $(here) in
  d????-??-?* | d????????[tT]*) ;;
  *) why="$why $place is writable by others and not sticky," && continue ;;
  esac
  made=beside
  if ! mkdir -m 700 "./$name" 2>/dev/null || ! cd "./$name" 2>/dev/null; then
    unmake
    why="$why $place is full or not writable,"
    continue
  fi
  case $(here) in
  "drwx------"*" $me") ;;
  *)
    unmake
    why="$why $place is no place for a directory of our own,"
    continue
    ;;
  esac
  made=around
  if ! { printf '#!/bin/sh\n' >./try && chmod 700 ./try; } 2>/dev/null; then
    why="$why $place is full,"
  elif ! ./try >/dev/null 2>&1 </dev/null; then
    why="$why $place is mounted noexec,"
  elif ! head -c "$size" /dev/zero 2>/dev/null >./oakprobe-agent; then
    why="$why $place is too full,"
  else
    break
  fi
  unmake
done
test -n "$made" || fail "no directory takes a program of $size bytes and runs it:$why give TMPDIR one that does"
rm -f ./try
dir=$place/$name
chmod 700 ./oakprobe-agent || fail "the agent in $dir could not be made a program"

say send
limited() { "$@"; }
timeout 5 true 2>/dev/null && limited() { timeout 600 "$@"; }
limited head -c "$size" 1<>./oakprobe-agent || fail "the agent could not be written to $dir"
exec 3<./oakprobe-agent
if command -v sha256sum >/dev/null 2>&1; then
  seen=$(sha256sum <&3) wanted=$sha256
else
  seen=$(cksum <&3) wanted=$cksum
fi
test "${seen%% *}" = "$wanted" || fail "what arrived in $dir is not the agent that was sent: its digest is '${seen%% *}', not '$wanted'"

agent=./oakprobe-agent
if test -x /proc/self/fd/3; then
  read -r shell rest </proc/self/stat
  agent=/proc/$shell/fd/3
  # In most containers root may not look into other processes (CAP_SYS_PTRACE, bit 19 of 0 to 63).
  traces=
  while read -r key value; do
    case $key$value in CapBnd:*[89a-f]????) traces=yes ;; esac
  done </proc/self/status
  case $sudo$traces in nopasswd | ask)
    test ./oakprobe-agent -ef "$agent" || fail "somebody replaced the agent in $dir"
    agent=./oakprobe-agent
    ;;
  esac
fi

say start
case $sudo in
nopasswd) sudo -n -- "$agent" --stdio --unlink ;;
ask) sudo -S -p "$prompt" -- "$agent" --stdio --unlink ;;
*) "$agent" --stdio --unlink ;;
esac
exit $?
})sh";

}  // namespace oakprobe::fleet
