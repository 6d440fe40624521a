#include "base/check.hpp"
#include "probe-agent/question/cluster_list.hpp"
#include "probe-agent/question/conversation.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace {

using namespace oakprobe;

void check_answer(const agent::Answer& answer) {
  CHECK(answer.said.size() <= evidence::said_bytes_max);
  CHECK(std::ranges::all_of(answer.said, [](char letter) { return letter >= ' ' && letter <= '~'; })
  );
}

agent::Answer talk(const evidence::Question& question, std::string_view bytes, std::size_t piece) {
  agent::Conversation conversation(question, "192.0.2.10", 10'000, "oakprobe-0123456789");
  CHECK(!conversation.take_output().empty());
  while (!bytes.empty() && !conversation.is_over()) {
    conversation.on_bytes(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    check_answer(conversation.answer());
    (void)conversation.take_output();
  }
  conversation.on_end();
  CHECK(conversation.is_over());
  (void)conversation.follow_up();
  CHECK(conversation.clusters().size() <= evidence::known_clusters_max);
  return conversation.answer();
}

}  // namespace

// The first byte says what is asked, the second how the rest is cut. Of a server that said who it
// is the answer does not depend on the cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  evidence::Question question;
  question.service = agent::question_cards[data[0] % agent::question_cards.size()].service;
  question.path = evidence::clusters_request;
  question.tls = (data[0] & 0x80U) != 0;
  question.known.shape = static_cast<AnswerShape>((data[0] >> 2U) % 7);
  question.known.words = {"cluster_name", "ip"};
  const std::string_view bytes = input.substr(2);
  const agent::Answer whole = talk(question, bytes, std::max<std::size_t>(bytes.size(), 1));
  const agent::Answer pieces = talk(question, bytes, data[1] + std::size_t{1});
  if (!question.tls && whole.kind == evidence::AnswerKind::itself) CHECK(pieces == whole);
  CHECK(agent::read_cluster_list(bytes).size() <= evidence::known_clusters_max);
  return 0;
}
