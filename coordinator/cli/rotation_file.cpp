#include "coordinator/cli/rotation_file.hpp"

#include <boost/crc.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace oakprobe::cli {

namespace fs = std::filesystem;

std::optional<std::string> default_rotation_file(
    const std::string& inventory, const std::string& flows
) {
  const auto directory = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value != nullptr && *value == '/' ? std::optional<fs::path>(value) : std::nullopt;
  };
  auto state = directory("XDG_STATE_HOME");
  if (!state)
    if (const auto home = directory("HOME")) state = *home / ".local/state";
  if (!state) return std::nullopt;
  std::error_code unknown;
  const fs::path full = fs::weakly_canonical(fs::absolute(inventory), unknown);
  const std::string name = (unknown ? inventory : full.string()) + '\n' + flows;
  boost::crc_32_type sum;
  sum.process_bytes(name.data(), name.size());
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(sum.checksum()));
  return (*state / "oakprobe" / ("rotation-" + std::string(text) + ".json")).string();
}

boost::system::result<std::optional<plans::RotationState>, ReadTrouble> read_rotation(
    const std::string& file
) {
  std::error_code unknown;
  if (!fs::exists(file, unknown) && !unknown) return std::optional<plans::RotationState>();
  const auto text = read_file(file, plans::state_bytes_max);
  if (!text) return text.error();
  auto state = plans::parse_rotation_state(*text);
  if (!state)
    return ReadTrouble{
        file +
        " is not the state of a rotation (--plan rotate); remove it to begin anew, or name "
        "another with --state"};
  return std::optional(std::move(*state));
}

std::optional<ReadTrouble> write_rotation(
    const std::string& file, const plans::RotationState& state
) {
  const auto trouble = [&](const std::string& why) {
    return ReadTrouble{file + ": " + why + ": where the rotation stands was not kept"};
  };
  std::error_code error;
  const fs::path directory = fs::path(file).parent_path();
  if (!directory.empty()) fs::create_directories(directory, error);
  if (error) return trouble(error.message());
  const std::string beside = file + ".new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << plans::to_text(state);
    if (!out.flush()) return trouble(std::strerror(errno));
  }
  fs::rename(beside, file, error);
  if (error) return trouble(error.message());
  return std::nullopt;
}

}  // namespace oakprobe::cli
