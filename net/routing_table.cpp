#include "net/routing_table.hpp"

#include "net/proc_file.hpp"

#include <bit>
#include <charconv>

#include <arpa/inet.h>
#include <linux/ipv6_route.h>
#include <linux/route.h>

namespace oakprobe::net {
namespace {

constexpr std::size_t table_bytes_max = 4U * 1024 * 1024;

std::optional<std::uint32_t> hexadecimal(std::string_view word) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, 16);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::optional<IpAddress> ipv6_address(std::string_view digits) {
  boost::asio::ip::address_v6::bytes_type bytes{};
  if (digits.size() != 2 * bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = hexadecimal(digits.substr(2 * i, 2));
    if (!byte) return std::nullopt;
    bytes[i] = static_cast<unsigned char>(*byte);
  }
  return boost::asio::ip::address_v6(bytes);
}

// Iface Destination Gateway Flags RefCnt Use Metric Mask …; addresses in network order, as numbers.
std::optional<Route> ipv4_route(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < 8) return std::nullopt;
  const auto destination = hexadecimal(words[1]);
  const auto flags = hexadecimal(words[3]);
  const auto mask = hexadecimal(words[7]);
  if (!destination || !flags || !mask || (*flags & RTF_REJECT) != 0) return std::nullopt;
  const boost::asio::ip::address_v4 address(ntohl(*destination));
  const auto length = static_cast<std::uint8_t>(std::popcount(*mask));
  return Route{std::string(words[0]), {address, length}, (*flags & RTF_GATEWAY) == 0};
}

// Destination Length Source Length NextHop Metric RefCnt Use Flags Iface
std::optional<Route> ipv6_route(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < 10) return std::nullopt;
  const auto address = ipv6_address(words[0]);
  const auto length = hexadecimal(words[1]);
  const auto flags = hexadecimal(words[8]);
  if (!address || !length || *length > 128 || !flags) return std::nullopt;
  if ((*flags & (RTF_REJECT | RTF_LOCAL | RTF_CACHE)) != 0) return std::nullopt;
  if (address->is_multicast() || address->to_v6().is_link_local()) return std::nullopt;
  return Route{std::string(words[9]), {*address, static_cast<std::uint8_t>(*length)}, false};
}

template <class Parse>
std::vector<Route> parse_lines(std::string_view table, std::size_t routes_max, Parse parse) {
  std::vector<Route> routes;
  for (const std::string_view line : lines_of(table)) {
    if (routes.size() == routes_max) break;
    if (auto route = parse(line)) routes.push_back(std::move(*route));
  }
  return routes;
}

}  // namespace

std::vector<Route> parse_ipv4_routes(std::string_view table, std::size_t routes_max) {
  return parse_lines(table, routes_max, ipv4_route);
}

std::vector<Route> parse_ipv6_routes(std::string_view table, std::size_t routes_max) {
  return parse_lines(table, routes_max, ipv6_route);
}

std::optional<std::vector<Route>> ipv4_routes(std::size_t routes_max) {
  const auto table = read_small_file("/proc/self/net/route", table_bytes_max);
  if (!table) return std::nullopt;
  return parse_ipv4_routes(*table, routes_max);
}

std::optional<std::vector<Route>> ipv6_routes(std::size_t routes_max) {
  const auto table = read_small_file("/proc/self/net/ipv6_route", table_bytes_max);
  if (!table) return std::nullopt;
  return parse_ipv6_routes(*table, routes_max);
}

}  // namespace oakprobe::net
