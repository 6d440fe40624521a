#include "coordinator/app/rotation_file.hpp"

#include "coordinator/app/state_file.hpp"

#include <boost/crc.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace oakprobe::app {

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

boost::system::result<FoundRotation, ReadTrouble> read_rotation(const std::string& file) {
  std::error_code unknown;
  if (!fs::exists(file, unknown) && !unknown) return FoundRotation();
  const auto text = read_file(file, plans::state_bytes_max);
  if (!text) return text.error();
  FoundRotation found;
  found.state = plans::parse_rotation_state(*text);
  if (found.state) return found;
  if (!plans::is_damaged_state(*text))
    return ReadTrouble{
        file +
        " is not the state of a rotation (--plan rotate), or of a newer Oakprobe; remove it to "
        "begin anew, or name another with --state"};
  found.damaged = true;
  return found;
}

std::optional<ReadTrouble> write_rotation(
    const std::string& file, const plans::RotationState& state
) {
  const auto failed = replace_file(file, plans::to_text(state));
  if (!failed) return std::nullopt;
  return ReadTrouble{file + ": " + *failed + ": where the rotation stands was not kept"};
}

}  // namespace oakprobe::app
