#pragma once

#include <string_view>

namespace oakprobe::fleet {

// What a node's /bin/sh runs to receive an agent (docs/delivery.md): POSIX shell, and of programs
// uname, id, ls, mkdir, rmdir, chmod, rm, head -c, and sha256sum or cksum, which every busybox has;
// gzip or what else unpacks its files, where it is there; to keep an agent mv, too.
extern const std::string_view push_script;  // without the line end that must follow

// How the script's lines to the coordinator begin.
inline constexpr std::string_view push_word = "OAKPROBE-PUSH/1 ";

}  // namespace oakprobe::fleet
