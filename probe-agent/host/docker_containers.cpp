#include "probe-agent/host/docker_containers.hpp"

#include "net/proc_file.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t config_bytes_max = 4U * 1024 * 1024;
constexpr std::size_t containers_max = 10'000;
constexpr int depth_max = 2;  // State.Pid

// Nothing of the file but its two upper levels is built, however it is nested.
nlohmann::json parse_upper_levels(const std::string& text) {
  return nlohmann::json::parse(
      text,
      [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
        return depth <= depth_max;
      },
      false
  );
}

std::int32_t pid_in(const nlohmann::json& config) {
  const auto state = config.find("State");
  if (state == config.end() || !state->is_object()) return 0;
  const auto pid = state->find("Pid");
  if (pid == state->end() || !pid->is_number_integer()) return 0;
  const auto number = pid->get<std::int64_t>();
  const bool can_be = number > 0 && number <= std::numeric_limits<std::int32_t>::max();
  return can_be ? static_cast<std::int32_t>(number) : 0;
}

// config.v2.json has the name with a slash before it.
std::optional<DockerContainer> container_in(const std::string& text) {
  const auto config = parse_upper_levels(text);
  if (!config.is_object()) return std::nullopt;
  const auto name = config.find("Name");
  if (name == config.end() || !name->is_string()) return std::nullopt;
  std::string_view plain = name->get_ref<const std::string&>();
  if (plain.starts_with('/')) plain.remove_prefix(1);
  return DockerContainer{std::string(plain), pid_in(config)};
}

}  // namespace

std::vector<DockerContainer> docker_containers(const std::string& root) {
  std::vector<DockerContainer> containers;
  std::error_code error;
  const fs::path folder = fs::path(root) / "var/lib/docker/containers";
  std::size_t seen = 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end && seen < containers_max;
       at.increment(error), ++seen) {
    const auto text =
        net::read_small_file((at->path() / "config.v2.json").string(), config_bytes_max);
    if (!text) continue;
    if (auto container = container_in(*text)) containers.push_back(*std::move(container));
  }
  return containers;
}

}  // namespace oakprobe::agent
