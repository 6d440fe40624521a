#include "coordinator/cli/fail_on.hpp"

#include "base/ascii.hpp"
#include "base/near_miss.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace oakprobe::cli {
namespace {

using diagnosis::Cause;

std::string suggestion(std::string_view word) {
  std::vector<std::string_view> known{"blocked", "exposed", "degraded", "unknown"};
  const std::size_t statuses = known.size();
  std::ranges::copy(all_names<Cause>, std::back_inserter(known));
  std::string all;
  for (std::size_t at = 0; at < known.size(); ++at) {
    all += at == 0 ? "statuses " : at == statuses ? "; causes " : ", ";
    all += known[at];
  }
  const auto near = nearest(word, known);
  return (near.empty() ? "" : "; did you mean " + std::string(near) + "?") + " It takes " + all +
         "; + in front adds one to the default, - takes it away; or none, alone";
}

void set(diagnosis::FailOn& fail_on, std::string_view word, bool listed) {
  if (word == "blocked") {
    fail_on.blocked = listed;
  } else if (word == "exposed") {
    fail_on.exposed = listed;
  } else if (word == "degraded") {
    fail_on.degraded = listed;
  } else if (word == "unknown") {
    fail_on.unknown = listed;
  } else if (const auto cause = value_named<Cause>(word)) {
    std::erase(fail_on.causes, *cause);
    if (listed) fail_on.causes.push_back(*cause);
  } else {
    throw WrongUsage("--fail-on does not know '" + std::string(word) + "'" + suggestion(word));
  }
}

bool is_change(std::string_view word) { return word.starts_with('+') || word.starts_with('-'); }

}  // namespace

diagnosis::FailOn parse_fail_on(std::string_view list) {
  diagnosis::FailOn nothing{false, false, false, false, {}};
  list = trimmed(list);
  if (list == "none") return nothing;
  diagnosis::FailOn fail_on = is_change(list) ? diagnosis::FailOn() : nothing;
  while (true) {
    const auto comma = list.find(',');
    std::string_view word = trimmed(list.substr(0, comma));
    const bool taken_away = word.starts_with('-');
    if (is_change(word)) word.remove_prefix(1);
    set(fail_on, word, !taken_away);
    if (comma == std::string_view::npos) return fail_on;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace oakprobe::cli
