#include "probe-agent/question/mqtt_question.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace oakprobe::agent {
namespace {

using namespace std::string_view_literals;

// MQTT 3.1.1, 3.1: protocol name and level, flags (clean session), keep-alive of 10 s. That number
// is also a line feed, which makes servers that read lines speak up.
constexpr std::string_view connect_head = "\0\x04MQTT\x04\x02\0\n"sv;
constexpr std::string_view disconnect = "\xe0\0"sv;
constexpr char connack = 0x20;
constexpr std::size_t connack_bytes = 4;
constexpr unsigned char length_min = 2;
constexpr unsigned char length_max = 127;  // MQTT 5 puts properties behind the code
constexpr std::size_t said_from_bytes = 64;

// The packet, as far as it is there, can be a CONNACK.
bool is_connack(std::string_view packet) {
  if (!packet.empty() && packet[0] != connack) return false;
  if (packet.size() > 1) {
    const auto length = static_cast<unsigned char>(packet[1]);
    if (length < length_min || length > length_max) return false;
  }
  return packet.size() <= 2 || (static_cast<unsigned char>(packet[2]) & 0xfeU) == 0;
}

}  // namespace

MqttQuestion::MqttQuestion(std::string client_id) : client_id_(std::move(client_id)) {
  CHECK(!client_id_.empty() && client_id_.size() <= mqtt_client_id_bytes_max);
}

std::string MqttQuestion::opening() const {
  std::string packet("\x10");
  packet += static_cast<char>(connect_head.size() + 2 + client_id_.size());
  packet += connect_head;
  packet += '\0';
  packet += static_cast<char>(client_id_.size());
  return packet + client_id_;
}

std::string MqttQuestion::farewell() { return std::string(disconnect); }

void MqttQuestion::take(std::string_view bytes) {
  if (answer_) return;
  packet_ += bytes.substr(0, said_from_bytes - std::min(said_from_bytes, packet_.size()));
  if (!is_connack(packet_)) {
    // Its first line tells a person more than its first bytes.
    const bool line_ended = packet_.find('\n') != std::string::npos;
    if (line_ended || packet_.size() >= said_from_bytes || is_tls(packet_)) answer_ = unfinished();
  } else if (packet_.size() >= connack_bytes) {
    const auto code = static_cast<unsigned char>(packet_[3]);
    answer_ = Answer{evidence::AnswerKind::itself, "MQTT CONNACK " + std::to_string(code)};
  }
}

Answer MqttQuestion::unfinished() const {
  return {
      is_connack(packet_) ? evidence::AnswerKind::unclear : evidence::AnswerKind::other,
      said(packet_)};
}

}  // namespace oakprobe::agent
