#include "coordinator/report/fix_json.hpp"

#include <string>
#include <vector>

namespace oakprobe::report {

void put_fix(Json& json, const telling::MarkedText& fix) {
  put_text(json, "fix", fix.text());
  std::vector<std::string> commands;
  for (const telling::TextPart& part : fix.parts())
    if (part.command) commands.emplace_back(part.text);
  put_list(json, "fix_commands", commands);
}

}  // namespace oakprobe::report
