#pragma once

#include "evidence/question.hpp"
#include "probe-agent/question/any_question.hpp"
#include "probe-agent/question/tls_session.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::agent {

// One question over one connection, in TLS where that is wanted. Without a socket: bytes in, bytes
// out; who owns the connection closes it in order once it is over.
class Conversation {
 public:
  // dialled: the literal or name that was dialled. client_id: for a broker, nobody's. fill_bytes:
  // by which a request over HTTP is longer than it need be.
  Conversation(
      const evidence::Question& question,
      std::string_view dialled,
      std::uint16_t port,
      std::string client_id,
      std::size_t fill_bytes = 0
  );

  // To be sent now; the first ones as soon as there is a connection.
  [[nodiscard]] std::string take_output();

  void on_bytes(std::string_view bytes);
  // The peer closed, or reset: nothing more will come.
  void on_end();

  // Everything worth hearing was said, and the goodbye is in the output.
  [[nodiscard]] bool is_over() const { return over_; }

  // What is known by now; `silent` where nothing has come, unless the peer ended it.
  [[nodiscard]] Answer answer() const;

  // Another question that tells more, over another connection: TLS for a broker that hangs up on
  // plain bytes, MQTT for what hangs up on HTTP.
  [[nodiscard]] std::optional<evidence::Question> follow_up() const;

  // The root's answer to evidence::clusters_request, if this was one.
  [[nodiscard]] std::vector<evidence::KnownCluster> clusters() const;

 private:
  void on_tls_bytes(std::string_view bytes);
  void hear(std::string_view plain);
  void say(std::string_view plain);
  void finish();
  [[nodiscard]] std::optional<Answer> plain_answer() const;
  [[nodiscard]] Answer tls_answer() const;

  evidence::Question question_;
  AnyQuestion machine_;
  std::optional<TlsSession> tls_;
  std::string output_;
  std::string first_;   // of the bytes that came, said_bytes_max at most
  bool heard_ = false;  // plain bytes came
  bool opened_ = false;
  bool ended_ = false;
  bool over_ = false;
};

// The answers of a question and of its follow-up, as one.
[[nodiscard]] Answer joined(
    const Answer& first, const evidence::Question& question, const Answer& second
);

}  // namespace oakprobe::agent
