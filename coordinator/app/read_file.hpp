#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace oakprobe::app {

// One line for a person.
struct ReadTrouble {
  std::string message;
};

// A whole file, or standard input for "-", but never more than bytes_max + 1: whoever gets more
// than bytes_max knows that it is too much.
[[nodiscard]] boost::system::result<std::string, ReadTrouble> read_file(
    const std::string& file, std::size_t bytes_max
);

}  // namespace oakprobe::app
