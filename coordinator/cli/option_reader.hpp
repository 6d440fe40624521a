#pragma once

#include <boost/program_options.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace oakprobe::cli {

// A wrong command line, on its way to parse_command_line, which makes a UsageError of it.
class WrongUsage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The options of one command, parsed. Throws WrongUsage.
class OptionReader {
 public:
  OptionReader(
      const std::string& command,
      const boost::program_options::options_description& options,
      std::span<const std::string> arguments
  );

  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;
  [[nodiscard]] std::uint32_t number(
      const std::string& name, std::uint32_t least, std::uint32_t most, std::uint32_t otherwise
  ) const;
  // The one argument that is no option: a file. `kind`: "inventory", "report".
  [[nodiscard]] std::string file(const std::string& kind) const;
  [[nodiscard]] std::string inventory() const { return file("inventory"); }
  // The three of explain.
  [[nodiscard]] std::tuple<std::string, std::string, std::string> inventory_and_pair() const;

 private:
  std::string command_;
  boost::program_options::variables_map values_;
};

}  // namespace oakprobe::cli
