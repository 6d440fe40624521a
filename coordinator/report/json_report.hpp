#pragma once

#include "base/described_enum.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <ostream>

namespace oakprobe::report {

// Which paths a JSON report lists one by one.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    ListedPaths,
    std::uint8_t,
    none,
    failed,  // what is not as expected
    all
)

// Those that the check's own report lists.
[[nodiscard]] constexpr ListedPaths listed_of(const diagnosis::FinishedCheck& check) {
  return check.listed == diagnosis::PathList::all ? ListedPaths::all : ListedPaths::failed;
}

// What an oakprobe.report/1 has beside what every one has.
struct JsonParts {
  ListedPaths paths = ListedPaths::all;
  bool record = true;       // what it can be told from again (coordinator/record)
  bool deployment = false;  // the inventory's name, as the user gave it
};

// oakprobe.report/1 (docs/report.md), or a part of it: one JSON object, path by path, so that memory
// does not grow with their number. Always valid UTF-8. Errors are the stream's state.
void write_json_parts(
    const diagnosis::FinishedCheck& check, const JsonParts& parts, std::ostream& out
);

}  // namespace oakprobe::report
