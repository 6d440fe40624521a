#include "coordinator/app/load_report.hpp"

#include "base/result.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/record/read_report.hpp"

#include <cerrno>
#include <fstream>
#include <ios>
#include <utility>

namespace oakprobe::app {

OrFailure<diagnosis::FinishedCheck> load_report(const std::string& file) {
  const auto unreadable = [&](const std::string& why) {
    return wrong_input(shown_name(file) + ": " + why);
  };
  std::filebuf bytes;
  const std::string name = file == "-" ? "/dev/stdin" : file;
  if (bytes.open(name, std::ios::in | std::ios::binary) == nullptr)
    return unreadable(from_errno(errno).message());
  try {
    auto check = record::read_report(bytes);
    if (!check) return unreadable(check.error().message);
    return {boost::system::in_place_value, std::move(*check)};
  } catch (const std::ios_base::failure& error) {  // a directory, a disk that fails
    return unreadable(error.code().message());
  }
}

}  // namespace oakprobe::app
