#pragma once

#include "coordinator/diagnosis/verdict.hpp"

#include <string_view>
#include <vector>

namespace oakprobe::diagnosis {

// Which statuses make a check fail (--fail-on), and which causes, whatever the status.
struct FailOn {
  bool blocked = true;
  bool exposed = true;
  bool degraded = false;
  bool unknown = false;
  std::vector<Cause> causes{Cause::mtu, Cause::loss};
};

// As --fail-on takes them: "blocked", "exposed", "mtu".
[[nodiscard]] std::vector<std::string_view> names_of(const FailOn& fail_on);

}  // namespace oakprobe::diagnosis
