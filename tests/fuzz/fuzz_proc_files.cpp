#include "base/check.hpp"
#include "packets/counter_texts.hpp"
#include "packets/loss_reading.hpp"
#include "packets/resolver_files.hpp"
#include "packets/socket_lines.hpp"
#include "packets/text_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace oakprobe;

void check_splitting(std::string_view text) {
  std::size_t bytes = 0;
  for (const std::string_view line : packets::lines_of(text)) {
    CHECK(line.find('\n') == std::string_view::npos);
    bytes += line.size() + 1;
    for (const std::string_view word : packets::words_of(line)) CHECK(!word.empty());
  }
  CHECK(bytes == text.size() || bytes == text.size() + 1);
}

}  // namespace

// A kernel that writes something else than ours did, or a container's idea of /proc.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_splitting(text);
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
    const auto holders = packets::holders_in(text, protocol, 10'100);
    CHECK(holders.size() <= size);
    for (const auto& holder : holders)
      CHECK(holder.takes_any_address == holder.local.is_unspecified());
  }
  for (const auto& owner : packets::udp_owners_in(text)) CHECK(owner.owner);
  const packets::ResolverConfig config = packets::parse_resolver_config(text);
  CHECK(config.servers.size() <= packets::name_servers_max);
  CHECK(config.search.size() <= packets::search_domains_max);
  static_cast<void>(packets::addresses_in_hosts(text, "root.example"));
  static_cast<void>(packets::counter_in_pairs(text, "TcpExt", "ListenOverflows"));
  static_cast<void>(packets::counter_in_columns(text, "table_fulls"));
  static_cast<void>(packets::sum_of_column(text, 1));
  static_cast<void>(packets::sysctl_number(text));
  static_cast<void>(packets::neighbour_entries(text));
  packets::LossReading reading;
  packets::add_counters_in_pairs(text, reading);
  packets::add_counters_in_lines(text, reading);
  static_cast<void>(packets::risen_counters({}, reading));
  return 0;
}
