#include "coordinator/diagnosis/telling_order.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

namespace oakprobe::diagnosis {

int telling_order(Status status) {
  switch (status) {
    case Status::blocked:
    case Status::exposed:
      return 0;
    case Status::degraded:
      return 1;
    case Status::unknown:
      return 2;
    case Status::open:
    case Status::closed:
      break;
  }
  return 3;
}

// They are numbered as they are told; of a kind, those with the most paths stay first. A want of
// privilege is at the top of what is unknown: one option answers all of it.
void put_in_telling_order(FinishedCheck& check) {
  std::vector<std::uint32_t> order(check.causes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t at) {
    const CommonCause& cause = check.causes[at];
    return std::tuple(
        telling_order(cause.status),
        cause.cause != Cause::not_privileged,
        -static_cast<std::ptrdiff_t>(cause.paths)
    );
  });
  std::vector<std::uint32_t> number(order.size());
  std::vector<CommonCause> causes;
  for (const std::uint32_t at : order) {
    number[at] = static_cast<std::uint32_t>(causes.size());
    causes.push_back(std::move(check.causes[at]));
  }
  check.causes = std::move(causes);
  for (std::size_t index = 0; index < check.paths.size(); ++index)
    if (const auto cause = check.paths.cause_at(index))
      check.paths.set_cause(index, number[*cause]);
}

}  // namespace oakprobe::diagnosis
