#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::report {

// A fix is prose with commands in it: "On w3 allow udp 50103 in (ufw allow 50103/udp; ...)".
struct FixPart {
  std::string_view text;
  bool command = false;

  friend bool operator==(const FixPart&, const FixPart&) = default;
};

// The fix in parts, which together are all of it. A command begins with a program that fixes name
// and an argument, and ends where its parenthesis, clause or sentence does, or where English goes
// on ("sudo nft list ruleset shows the rule"). A program that is not known here stays prose; in
// doubt a command is rather too long than cut, as half a command does something else.
[[nodiscard]] std::vector<FixPart> fix_parts(std::string_view fix);

}  // namespace oakprobe::report
