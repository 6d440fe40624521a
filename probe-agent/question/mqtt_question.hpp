#pragma once

#include "probe-agent/question/answer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::agent {

inline constexpr std::size_t mqtt_client_id_bytes_max = 23;  // what every broker must take

// CONNECT of MQTT 3.1.1 with a clean session, then DISCONNECT; nothing is subscribed to and nothing
// published. Any CONNACK shows a broker, also one that refuses the client.
class MqttQuestion {
 public:
  // The client id must be nobody's: a broker ends the session of its other owner.
  explicit MqttQuestion(std::string client_id);

  [[nodiscard]] std::string opening() const;

  void take(std::string_view bytes);

  [[nodiscard]] const std::optional<Answer>& answer() const { return answer_; }
  // What it is if nothing more comes; something has come.
  [[nodiscard]] Answer unfinished() const;
  [[nodiscard]] static bool wants_more() { return false; }
  [[nodiscard]] static std::string farewell();

 private:
  std::string client_id_;
  std::string packet_;
  std::optional<Answer> answer_;
};

}  // namespace oakprobe::agent
