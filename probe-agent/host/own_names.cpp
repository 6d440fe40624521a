#include "probe-agent/host/own_names.hpp"

#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace oakprobe::agent {
namespace {

bool is_everywhere(std::string_view name) {
  return name.starts_with("localhost") || name.starts_with("ip6-") || name == "loopback";
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::vector<evidence::HostsEntry> names_of_itself(
    std::string_view hosts, std::span<const IpAddress> own
) {
  std::vector<evidence::HostsEntry> entries;
  std::set<std::pair<std::string, bool>> seen;  // the resolver keeps the families apart
  std::uint32_t number = 0;
  for (std::string_view line : packets::lines_of(hosts)) {
    ++number;
    line = line.substr(0, line.find('#'));
    const auto words = packets::words_of(line);
    if (words.size() < 2) continue;
    const auto address = parse_ip_address(words[0].substr(0, words[0].find('%')));
    if (!address) continue;
    const bool itself = address->is_loopback() || std::ranges::find(own, *address) != own.end();
    for (std::string_view name : std::span(words).subspan(1)) {
      name = name.substr(0, name.find('\r'));
      if (!seen.emplace(lower_case(name), address->is_v4()).second || !itself) continue;
      if (is_everywhere(name) || name.empty()) continue;
      if (name.size() > evidence::name_bytes_max) continue;
      if (entries.size() == evidence::own_names_max) return entries;
      entries.push_back({number, *address, std::string(name)});
    }
  }
  return entries;
}

}  // namespace oakprobe::agent
