#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// A word as a POSIX shell reads it: in single quotes, where it needs them.
[[nodiscard]] std::string quoted_word(std::string_view word);

// A command as one would type it, quoted for a shell, for a person to read. What looks like a
// password in it is "***": the value of what is named like one (SSHPASS=…, --password …,
// --token=…), and that of sshpass -p and plink -pw; within a word that is itself a command line,
// all that follows, too.
[[nodiscard]] std::string command_text(const std::vector<std::string>& command);

}  // namespace oakprobe::inventory
