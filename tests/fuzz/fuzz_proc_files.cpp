#include "base/check.hpp"
#include "net/kernel_counters.hpp"
#include "net/loss_counters.hpp"
#include "net/port_owner.hpp"
#include "net/proc_file.hpp"
#include "net/resolver_files.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace oakprobe;

void check_splitting(std::string_view text) {
  std::size_t bytes = 0;
  for (const std::string_view line : net::lines_of(text)) {
    CHECK(line.find('\n') == std::string_view::npos);
    bytes += line.size() + 1;
    for (const std::string_view word : net::words_of(line)) CHECK(!word.empty());
  }
  CHECK(bytes == text.size() || bytes == text.size() + 1);
}

}  // namespace

// A kernel that writes something else than ours did, or a container's idea of /proc.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_splitting(text);
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
    const auto holders = net::parse_socket_table(text, protocol, 10'100);
    CHECK(holders.size() <= size);
    for (const auto& holder : holders)
      CHECK(holder.takes_any_address == holder.local.is_unspecified());
  }
  const net::ResolverConfig config = net::parse_resolver_config(text);
  CHECK(config.servers.size() <= net::name_servers_max);
  CHECK(config.search.size() <= net::search_domains_max);
  static_cast<void>(net::addresses_in_hosts(text, "root.example"));
  static_cast<void>(net::counter_in_pairs(text, "TcpExt", "ListenOverflows"));
  net::LossReading reading;
  net::add_counters_in_pairs(text, reading);
  net::add_counters_in_lines(text, reading);
  static_cast<void>(net::risen_counters({}, reading));
  return 0;
}
