#include "probe-agent/question/conversation.hpp"

#include "base/ip_address.hpp"
#include "probe-agent/question/cluster_list.hpp"

#include <algorithm>

namespace oakprobe::agent {
namespace {

using evidence::AnswerKind;

std::string host_of(std::string_view dialled, std::uint16_t port) {
  const auto literal = parse_ip_address(dialled);
  const std::string host =
      literal && literal->is_v6() ? "[" + std::string(dialled) + "]" : std::string(dialled);
  return host + ":" + std::to_string(port);
}

std::string server_name_of(std::string_view dialled) {
  return parse_ip_address(dialled) ? "" : std::string(dialled);
}

}  // namespace

Conversation::Conversation(
    const evidence::Question& question,
    std::string_view dialled,
    std::uint16_t port,
    std::string client_id,
    std::size_t fill_bytes
)
    : question_(question),
      machine_(machine_of(question, {host_of(dialled, port), std::move(client_id), fill_bytes})) {
  if (question.tls) {
    tls_.emplace(server_name_of(dialled));
    tls_->take("");
    output_ = tls_->take_output();
    return;
  }
  opened_ = true;
  say(std::visit([](const auto& machine) { return machine.opening(); }, machine_));
}

std::string Conversation::take_output() { return std::exchange(output_, {}); }

void Conversation::say(std::string_view plain) {
  if (!tls_) {
    output_ += plain;
    return;
  }
  tls_->write(plain);
  output_ += tls_->take_output();
}

void Conversation::on_bytes(std::string_view bytes) {
  if (over_ || ended_) return;
  first_ +=
      bytes.substr(0, evidence::said_bytes_max - std::min(evidence::said_bytes_max, first_.size()));
  tls_ ? on_tls_bytes(bytes) : hear(bytes);
}

void Conversation::on_tls_bytes(std::string_view bytes) {
  tls_->take(bytes);
  output_ += tls_->take_output();
  if (tls_->is_open() && !std::exchange(opened_, true)) {
    say(std::visit([](const auto& machine) { return machine.opening(); }, machine_));
  }
  if (const std::string plain = tls_->take_plain(); !plain.empty()) hear(plain);
  if (tls_->has_failed()) over_ = true;
}

void Conversation::hear(std::string_view plain) {
  heard_ = true;
  std::visit([&](auto& machine) { machine.take(plain); }, machine_);
  const bool enough = std::visit(
      [](const auto& machine) { return machine.answer() && !machine.wants_more(); }, machine_
  );
  if (enough) finish();
}

void Conversation::finish() {
  over_ = true;
  const AnswerKind kind = plain_answer()->kind;
  if (kind != AnswerKind::itself && kind != AnswerKind::doubtful) return;
  say(std::visit([](const auto& machine) { return machine.farewell(); }, machine_));
  if (!tls_) return;
  tls_->say_goodbye();
  output_ += tls_->take_output();
}

void Conversation::on_end() {
  if (auto* http = std::get_if<HttpQuestion>(&machine_)) http->end();
  ended_ = true;
  over_ = true;
}

std::optional<Answer> Conversation::plain_answer() const {
  if (!heard_) return std::nullopt;
  return std::visit(
      [](const auto& machine) {
        return machine.answer() ? *machine.answer() : machine.unfinished();
      },
      machine_
  );
}

// Of a TLS server that said nothing within the session.
Answer Conversation::tls_answer() const {
  if (!is_tls(first_)) {
    return {first_.size() < 2 ? AnswerKind::unclear : AnswerKind::other, said(first_)};
  }
  const bool refused = tls_->was_refused() || (ended_ && !opened_);
  if (refused && tls_->saw_certificate()) {
    return {AnswerKind::certificate, "TLS, a client certificate is wanted"};
  }
  return {AnswerKind::unclear, opened_ ? "TLS, then nothing" : "TLS, but no handshake"};
}

Answer Conversation::answer() const {
  if (const auto plain = plain_answer()) return *plain;
  if (!first_.empty()) return tls_answer();
  return {ended_ ? AnswerKind::closed : AnswerKind::silent, ""};
}

std::optional<evidence::Question> Conversation::follow_up() const {
  if (question_.tls) return std::nullopt;
  const bool hung_up = first_.empty() && ended_;
  const bool mqtt = question_.service == Service::mqtt;
  if (!hung_up && !(mqtt && is_tls(first_))) return std::nullopt;
  return evidence::Question{Service::mqtt, "/", mqtt};
}

std::vector<evidence::KnownCluster> Conversation::clusters() const {
  const auto* http = std::get_if<HttpQuestion>(&machine_);
  if (http == nullptr || question_.path != evidence::clusters_request) return {};
  return read_cluster_list(http->body());
}

Answer joined(const Answer& first, const evidence::Question& question, const Answer& second) {
  const bool told_nothing = second.kind == AnswerKind::closed || second.kind == AnswerKind::silent;
  if (question.service == Service::mqtt) return told_nothing ? first : second;
  // Asked in MQTT only to name what is there instead.
  if (second.kind == AnswerKind::itself) return {AnswerKind::other, second.said};
  return first;
}

}  // namespace oakprobe::agent
