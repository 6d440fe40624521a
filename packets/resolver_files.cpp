#include "packets/resolver_files.hpp"

#include "packets/text_lines.hpp"

#include <algorithm>
#include <strings.h>

namespace oakprobe::packets {
namespace {

constexpr std::size_t domain_bytes_max = 253;
constexpr unsigned dots_max = 15;
constexpr std::size_t addresses_max = 16;

bool is_same_name(std::string_view a, std::string_view b) {
  if (a.ends_with('.')) a.remove_suffix(1);
  if (b.ends_with('.')) b.remove_suffix(1);
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::vector<std::string_view> words_before(std::string_view line, std::string_view comment) {
  return words_of(line.substr(0, line.find_first_of(comment)));
}

void read_options(const std::vector<std::string_view>& words, ResolverConfig& config) {
  constexpr std::string_view dots = "ndots:";
  for (const std::string_view word : words) {
    if (!word.starts_with(dots)) continue;
    if (const auto value = number_in<unsigned>(word.substr(dots.size())))
      config.dots = std::min(*value, dots_max);
  }
}

}  // namespace

ResolverConfig parse_resolver_config(std::string_view text) {
  ResolverConfig config;
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_before(line, "#;\r");
    if (words.size() < 2) continue;
    if (words[0] == "nameserver") {
      const std::string_view zoneless = words[1].substr(0, words[1].find('%'));
      const auto server = parse_ip_address(zoneless);
      if (server && config.servers.size() < name_servers_max) config.servers.push_back(*server);
    } else if (words[0] == "search" || words[0] == "domain") {
      config.search.clear();  // the last one counts
      for (std::size_t at = 1; at < words.size(); ++at) {
        const bool fits = words[at].size() <= domain_bytes_max && words[at] != ".";
        if (fits && config.search.size() < search_domains_max)
          config.search.emplace_back(words[at]);
      }
    } else if (words[0] == "options") {
      read_options(words, config);
    }
  }
  return config;
}

std::vector<IpAddress> addresses_in_hosts(std::string_view text, std::string_view name) {
  std::vector<IpAddress> addresses;
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_before(line, "#\r");
    if (words.size() < 2 || addresses.size() == addresses_max) continue;
    const bool named = std::any_of(words.begin() + 1, words.end(), [&](std::string_view word) {
      return is_same_name(word, name);
    });
    const auto address = named ? parse_ip_address(words[0]) : std::nullopt;
    if (address && std::ranges::find(addresses, *address) == addresses.end())
      addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace oakprobe::packets
