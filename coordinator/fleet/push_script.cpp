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
// next directory, not a second transfer.
//
// The agent comes in pieces: a line with the number of its bytes, then these; the next one after
// `got`, and 0 in the end. So no `head` can take what is not for it (busybox reads ahead), and
// `got` means that the bytes are here, not in a buffer of ssh. `timeout`, where there is one, ends
// a transfer whose connection broke without a word.
//
// What was kept for the next run is in a directory that only the user may enter. It is never run
// there: it is copied to the directory of this run and then is treated like one that arrived.
//
// The agent itself removes its file and the directory as it starts
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

# "oak", packed: what gets it out of this gets the agent out, too.
unpack=
for way in 'gzip -dc' 'gunzip -c' zcat 'busybox gunzip -c'; do
  packed='\037\213\010\000\000\000\000\000\002\003\313\117\314\006\000\071\267\114\032\003\000\000\000'
  test "$(printf "$packed" | $way 2>/dev/null)" = oak && unpack=$way && break
done 2>/dev/null

printf '\n'
machine=$(uname -m)
say "ready $machine${unpack:+ gzip}"
read -r name size sha256 cksum sent keep sudo prompt || exit 1

me=$(id -u)
# "MODE OWNER" of a file; of the directory that we are in.
of() {
  LC_ALL=C ls -ldn "$1" | { read -r mode links owner rest; printf '%s %s\n' "$mode" "$owner"; }
}
here() { of .; }
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

# Descriptor 3 is the agent from here on, if this is true.
is_agent() {
  exec 3<./oakprobe-agent
  if command -v sha256sum >/dev/null 2>&1; then
    seen=$(sha256sum <&3) wanted=$sha256
  else
    seen=$(cksum <&3) wanted=$cksum
  fi
  test "${seen%% *}" = "$wanted"
}

store=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
case $store in /*) ;; *) keep=once ;; esac
kept=./agent-$machine-$sha256
enter_store() {
  cd "$store/oakprobe" || return 1
  case $(here) in "drwx------"*" $me") ;; *) return 1 ;; esac
}
fetch_kept() (
  enter_store || exit 1
  case $(of "$kept") in "-rw-------"*" $me") ;; *) exit 1 ;; esac
  exec head -c "$size" "$kept"
)
keep_it() (
  exec <./oakprobe-agent
  mkdir -p "$store" && mkdir -m 700 "$store/oakprobe"
  enter_store || exit 1
  head -c "$size" >"./new-$name" && mv -f "./new-$name" "$kept" || rm -f "./new-$name"
  for old in "./agent-$machine-"*; do
    test "$old" = "$kept" || rm -f "$old"
  done
)

limited() { "$@"; }
timeout 5 true 2>/dev/null && limited() { timeout 600 "$@"; }
exec 4>&1
receive() {
  while limited /bin/sh -c 'read -r piece && test "$piece" -gt 0 && exec head -c "$piece"'; do
    say got >&4
  done
}
if test "$keep" = keep && fetch_kept 2>/dev/null 1<>./oakprobe-agent && is_agent; then
  say have
else
  say send
  case $sent in
  gzip) receive | $unpack 1<>./oakprobe-agent ;;
  *) receive 1<>./oakprobe-agent ;;
  esac
  is_agent || fail "what arrived in $dir is not the agent that was sent: its digest is '${seen%% *}', not '$wanted'"
  test "$keep" = keep && keep_it >/dev/null 2>&1
fi
exec 4>&-

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
