#include "probe-agent/question/answer.hpp"

#include <boost/algorithm/hex.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace oakprobe::agent {
namespace {

constexpr char tls_alert = 0x15;
constexpr char tls_handshake = 0x16;
constexpr std::size_t hexadecimal_bytes_max = 16;
constexpr std::size_t text_bytes_min = 3;

bool is_printable(char letter) { return letter >= ' ' && letter <= '~'; }

std::string hexadecimal(std::string_view bytes) {
  std::string text = "0x";
  boost::algorithm::hex_lower(bytes.substr(0, hexadecimal_bytes_max), std::back_inserter(text));
  return text;
}

}  // namespace

bool is_tls(std::string_view bytes) {
  return bytes.size() >= 2 && (bytes[0] == tls_alert || bytes[0] == tls_handshake) && bytes[1] == 3;
}

std::string said(std::string_view bytes) {
  static constexpr std::array<char, 4> connack{0x20, 0x02, 0x00, 0x00};
  if (bytes.empty()) return "";
  if (is_tls(bytes)) return bytes[0] == tls_alert ? "TLS alert" : "TLS handshake";
  if (bytes.size() >= 4 && std::equal(connack.begin(), connack.begin() + 2, bytes.begin())) {
    return "MQTT CONNACK";
  }
  const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
  const auto end = std::ranges::find_if_not(line, is_printable);
  const auto printable = static_cast<std::size_t>(end - line.begin());
  if (printable < std::min(text_bytes_min, line.size()) || line.empty()) return hexadecimal(bytes);
  return std::string(line.substr(0, std::min(printable, evidence::said_bytes_max)));
}

}  // namespace oakprobe::agent
