#include "coordinator/cli/fail_on.hpp"

#include "coordinator/cli/option_reader.hpp"
#include "inventory/near_miss.hpp"

#include <algorithm>

namespace oakprobe::cli {
namespace {

using diagnosis::Cause;

std::optional<Cause> parse_cause(std::string_view word) {
  for (int number = 0; number <= static_cast<int>(Cause::conflicting_evidence); ++number) {
    const auto cause = static_cast<Cause>(number);
    if (diagnosis::to_string(cause) == word) return cause;
  }
  return std::nullopt;
}

std::string suggestion(std::string_view word) {
  std::vector<std::string_view> known{"blocked", "exposed", "degraded", "unknown"};
  for (int number = 0; number <= static_cast<int>(Cause::conflicting_evidence); ++number) {
    known.push_back(diagnosis::to_string(static_cast<Cause>(number)));
  }
  const auto near = inventory::nearest(word, known);
  if (!near.empty()) return "; did you mean " + std::string(near) + "?";
  return "; it takes blocked, exposed, degraded, unknown, and causes such as mtu or loss";
}

void add(diagnosis::FailOn& fail_on, std::string_view word) {
  if (word == "blocked") {
    fail_on.blocked = true;
  } else if (word == "exposed") {
    fail_on.exposed = true;
  } else if (word == "degraded") {
    fail_on.degraded = true;
  } else if (word == "unknown") {
    fail_on.unknown = true;
  } else if (const auto cause = parse_cause(word)) {
    fail_on.causes.push_back(*cause);
  } else {
    throw WrongUsage("--fail-on does not know '" + std::string(word) + "'" + suggestion(word));
  }
}

}  // namespace

diagnosis::FailOn parse_fail_on(std::string_view list) {
  diagnosis::FailOn fail_on{false, false, false, false, {}};
  while (true) {
    const auto comma = list.find(',');
    add(fail_on, list.substr(0, comma));
    if (comma == std::string_view::npos) return fail_on;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace oakprobe::cli
