#include "probe-agent/host/installed_component.hpp"

#include "net/proc_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t container_config_bytes_max = 4U * 1024 * 1024;
constexpr std::size_t containers_max = 10'000;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

std::optional<std::string> find_file(
    const std::string& root, std::initializer_list<const char*> folders, const std::string& name
) {
  for (const char* folder : folders) {
    const fs::path path = fs::path(root) / folder / name;
    std::error_code error;
    if (fs::is_regular_file(path, error)) return "/" + (fs::path(folder) / name).string();
  }
  return std::nullopt;
}

// Nothing of the file but its top level is built, however it is nested.
nlohmann::json parse_top_level(const std::string& text) {
  return nlohmann::json::parse(
      text,
      [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) { return depth <= 1; },
      false
  );
}

// Docker keeps each container's name in config.v2.json, with a slash before it.
std::optional<std::string> find_container(const std::string& root, std::string_view component) {
  std::error_code error;
  const fs::path folder = fs::path(root) / "var/lib/docker/containers";
  std::size_t seen = 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end && seen < containers_max;
       at.increment(error), ++seen) {
    const auto text =
        net::read_small_file((at->path() / "config.v2.json").string(), container_config_bytes_max);
    if (!text) continue;
    const auto config = parse_top_level(*text);
    if (!config.is_object()) continue;
    const auto name = config.find("Name");
    if (name == config.end() || !name->is_string()) continue;
    if (name->get_ref<const std::string&>() == "/" + std::string(component)) {
      return "container " + std::string(component);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> installed_component(
    std::string_view component, const std::string& root
) {
  if (component.empty() || component.find('/') != std::string_view::npos) return std::nullopt;
  if (auto binary = find_file(root, {"usr/local/bin", "usr/bin", "bin"}, std::string(component))) {
    return binary;
  }
  const std::string unit = lower(component) + ".service";
  if (auto found = find_file(
          root, {"etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"}, unit
      )) {
    return found;
  }
  return find_container(root, component);
}

}  // namespace oakprobe::agent
