#pragma once

#include "coordinator/cli/command_line.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace oakprobe::cli {

// The words are those between blanks.
inline Command parse(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  return parse_command_line(arguments);
}

// Fails the test where it is another command, or none.
template <class Options>
Options parse_as(const std::string& line) {
  auto command = parse(line);
  if (const auto* error = std::get_if<UsageError>(&command)) ADD_FAILURE() << error->message;
  const auto* options = std::get_if<Options>(&command);
  EXPECT_NE(options, nullptr) << line;
  return options == nullptr ? Options{} : *options;
}

}  // namespace oakprobe::cli
