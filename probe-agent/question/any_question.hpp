#pragma once

#include "evidence/question.hpp"
#include "probe-agent/question/grpc_question.hpp"
#include "probe-agent/question/http_question.hpp"
#include "probe-agent/question/mqtt_question.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <variant>

namespace oakprobe::agent {

// All that can be asked. Each is a machine with opening(), take(), answer(), unfinished(),
// wants_more() and farewell().
using AnyQuestion = std::variant<HttpQuestion, GrpcQuestion, MqttQuestion>;

// Who asks whom.
struct Asker {
  std::string host;            // that is asked, as HTTP names it: "192.0.2.10:10000"
  std::string client_id;       // for a broker, nobody's
  std::size_t fill_bytes = 0;  // by which a request over HTTP is longer than it need be
};

struct QuestionCard {
  Service service{};
  AnyQuestion (*machine)(const evidence::Question& question, const Asker& asker) = nullptr;
};

inline constexpr std::array question_cards{
    QuestionCard{
        Service::http,
        [](const evidence::Question& question, const Asker& asker) -> AnyQuestion {
          return HttpQuestion(asker.host, question.path, question.known, asker.fill_bytes);
        }},
    QuestionCard{
        Service::grpc,
        [](const evidence::Question&, const Asker&) -> AnyQuestion { return GrpcQuestion(); }},
    QuestionCard{
        Service::mqtt,
        [](const evidence::Question&, const Asker& asker) -> AnyQuestion {
          return MqttQuestion(asker.client_id);
        }},
};
static_assert(
    std::ranges::all_of(
        service_cards,
        [](const ServiceCard& card) {
          const auto there =
              std::ranges::count(question_cards, card.service, &QuestionCard::service);
          return there == (card.is_asked ? 1 : 0);
        }
    ),
    "a service that is asked has one question, the others none"
);

// The question's service is one that is asked.
[[nodiscard]] inline AnyQuestion machine_of(
    const evidence::Question& question, const Asker& asker
) {
  return std::ranges::find(question_cards, question.service, &QuestionCard::service)
      ->machine(question, asker);
}

}  // namespace oakprobe::agent
