#include "packets/socket_lines.hpp"

#include "packets/text_lines.hpp"

#include <array>
#include <optional>

namespace oakprobe::packets {
namespace {

constexpr unsigned tcp_state_established = 1;
constexpr unsigned tcp_state_time_wait = 6;
constexpr unsigned tcp_state_listen = 10;

// "0100007F" or 32 digits: 32-bit words, each printed as the host's number.
std::optional<IpAddress> parse_address(std::string_view hex) {
  namespace ip = boost::asio::ip;
  std::array<unsigned char, 16> bytes{};
  if (hex.size() != 8 && hex.size() != 32) return std::nullopt;
  for (std::size_t word = 0; word < hex.size() / 8; ++word) {
    const auto value = number_in<std::uint32_t>(hex.substr(word * 8, 8), 16);
    if (!value) return std::nullopt;
    // The kernel prints the word in host order; its bytes in memory are in network order.
    for (std::size_t byte = 0; byte < 4; ++byte) {
      bytes[word * 4 + byte] = reinterpret_cast<const unsigned char*>(&*value)[byte];
    }
  }
  if (hex.size() == 8) {
    return ip::address_v4(ip::address_v4::bytes_type{bytes[0], bytes[1], bytes[2], bytes[3]});
  }
  return unmapped(ip::address_v6(bytes));
}

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
};

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, colon));
  const auto port = number_in<std::uint16_t>(text.substr(colon + 1), 16);
  if (!address || !port) return std::nullopt;
  return Endpoint{*address, *port};
}

// port: of another one nothing is told.
std::optional<PortHolder> parse_line(
    std::string_view line, Protocol protocol, std::optional<std::uint16_t> port
) {
  // sl local rem st tx:rx tr:when retrnsmt uid timeout inode …
  const std::vector<std::string_view> words = words_of(line);
  if (words.size() < 10) return std::nullopt;
  const auto local = parse_endpoint(words[1]);
  if (!local || (port && local->port != *port)) return std::nullopt;
  const auto remote = parse_endpoint(words[2]);
  const auto state = number_in<unsigned>(words[3], 16);
  const auto inode = number_in<std::uint64_t>(words[9]);
  if (!remote || !state || !inode) return std::nullopt;
  PortHolder holder;
  holder.local = local->address;
  holder.port = local->port;
  holder.takes_any_address = local->address.is_unspecified();
  holder.owner =
      protocol == Protocol::tcp ? *state == tcp_state_listen : *state != tcp_state_established;
  holder.time_wait = protocol == Protocol::tcp && *state == tcp_state_time_wait;
  holder.inode = *inode;
  return holder;
}

}  // namespace

std::vector<PortHolder> holders_in(std::string_view table, Protocol protocol, std::uint16_t port) {
  std::vector<PortHolder> holders;
  for (const std::string_view line : lines_of(table)) {
    if (auto holder = parse_line(line, protocol, port)) holders.push_back(*std::move(holder));
  }
  return holders;
}

std::vector<PortHolder> udp_owners_in(std::string_view table) {
  std::vector<PortHolder> owners;
  for (const std::string_view line : lines_of(table)) {
    auto holder = parse_line(line, Protocol::udp, std::nullopt);
    if (holder && holder->owner) owners.push_back(*std::move(holder));
  }
  return owners;
}

}  // namespace oakprobe::packets
