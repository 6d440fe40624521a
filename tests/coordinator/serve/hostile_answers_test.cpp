#include "tests/coordinator/serve/stored_checks.hpp"

#include <map>
#include <random>

// Whatever is asked, and whatever stands in a history, an answer is JSON that steers nobody.
namespace oakprobe::serve {
namespace {

using test::Backend;
using test::backend_name;
using test::Json;
using test::Parameters;

class HostileAnswers : public test::StoredChecks {
 protected:
  Json parsed(const Answer& answer) {
    EXPECT_EQ(answer.body.find('\x1b'), std::string::npos);
    Json json = Json::parse(answer.body, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << answer.body;
    return json;
  }
};
ON_BOTH_DATABASES(HostileAnswers);

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names{
      "\"},{\"a\":\"",
      "</script><script>alert(1)</script>",
      "\x1b[2J\x01\x7f\t\n",
      std::string(3'000, 'n'),
      "' or 1=1 --"};
  return names;
}

TEST_P(HostileAnswers, KeepNamesInTheirStrings) {
  diagnosis::FinishedCheck check = drawn(1);
  const auto& names = hostile_names();
  for (std::size_t at = 0; at < check.inventory.nodes.size(); ++at) {
    check.inventory.nodes[at].name = names[at % names.size()];
    check.inventory.nodes[at].cluster = names[(at + 1) % names.size()];
  }
  for (std::size_t at = 0; at < check.inventory.flows.size(); ++at)
    check.inventory.flows[at].id = names[(at + 2) % names.size()];
  check.oakprobe = check.inventory.release = names[1];
  const std::string first = store(check);
  store(check);
  const std::vector<std::vector<std::string>> paths{
      {"runs"}, {"matrix"}, {"causes"}, {"times"}, {"diff"}, {"node", names[0]}, {"runs", first}};
  for (const auto& path : paths) static_cast<void>(parsed(ask(path)));
  EXPECT_EQ(parsed(ask({"matrix"}))["nodes"].size(), check.inventory.nodes.size());
  for (const PathId id : {check.paths.id_at(0), check.paths.id_at(7)}) {
    const Json path = parsed(ask(
        {"path",
         check.inventory.flow(id.flow).id,
         check.inventory.node(id.source).name,
         check.inventory.node(id.target).name}
    ));
    EXPECT_EQ(path["schema"], "oakprobe.path/1") << path;
  }
}

TEST_P(HostileAnswers, KeepTextsInTheirStrings) {
  diagnosis::FinishedCheck check = drawn(3);
  const auto& texts = hostile_names();
  for (std::size_t at = 0; at < check.nodes.size(); ++at) {
    check.nodes[at].observation.agent = diagnosis::AgentState::lost;
    check.nodes[at].observation.agent_error = texts[at % texts.size()];
  }
  check.deployment = texts[1];
  store(check);
  EXPECT_EQ(parsed(ask({"runs", "latest"}))["deployment"], texts[1]);
  EXPECT_EQ(parsed(ask({"node", "w0"}))["now"]["agent_error"], texts[0]);
  static_cast<void>(parsed(ask({"matrix"})));
}

class RandomQuestions {
 public:
  explicit RandomQuestions(std::uint32_t seed) : random_(seed) {}

  Question draw() {
    Question question;
    const std::size_t parts = random_() % 10 == 0 ? random_() % 7 : 0;
    question.path.push_back(
        one_of({"runs", "diff", "path", "node", "matrix", "causes", "times", "events", "", "RUNS"})
    );
    for (std::size_t at = 0; at < parts; ++at) question.path.push_back(text());
    if (parts == 0 && question.path[0] == "path")
      question.path.insert(question.path.end(), {"flow-" + number(4), "w" + number(6), "w0"});
    if (parts == 0 && question.path[0] == "node") question.path.push_back("w" + number(6));
    if (parts == 0 && question.path[0] == "runs" && random_() % 2 == 0)
      question.path.push_back(text());
    for (std::size_t left = random_() % 4; left > 0; --left)
      question.parameters.emplace_back(
          one_of(
              {"limit",
               "before",
               "inventory",
               "from",
               "to",
               "since",
               "until",
               "run",
               "at",
               "flow",
               "paths",
               "record",
               "x",
               ""}
          ),
          text()
      );
    return question;
  }

 private:
  std::string one_of(std::vector<std::string> all) { return all[random_() % all.size()]; }
  std::string number(unsigned below) { return std::to_string(random_() % below); }
  std::string text() {
    if (random_() % 4 == 0) {
      std::string bytes(random_() % 40, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random_());
      return bytes;
    }
    return one_of(
        {"latest",
         "0000000000000010",
         "0000000000000011",
         "2026-09-21T14:15:00Z",
         "2h",
         "900y",
         "9999-12-31T23:59:59Z",
         "1970-01-01T00:00:00Z",
         "0",
         "1",
         "1000",
         "18446744073709551616",
         "none",
         "failed",
         "all",
         "yes",
         "no",
         test::inventory_name,
         "flow-0",
         "w1",
         "%",
         "'",
         std::string(4'097, 'x')}
    );
  }

  std::mt19937 random_;
};

TEST_P(HostileAnswers, AreJsonWhateverIsAsked) {
  store(drawn(1), false);
  store(drawn(2));
  RandomQuestions questions(11);
  std::map<unsigned, int> statuses;
  for (int round = 0; round < 1'500; ++round) {
    const Question question = questions.draw();
    const Answer answer = answers().answer(question, answer_bytes_max);
    ++statuses[answer.status];
    const Json json = parsed(answer);
    EXPECT_EQ(answer.status != 200, json.contains("error"));
    EXPECT_EQ(answer.status == 200, json.contains("schema"));
    EXPECT_THAT(answer.status, testing::AnyOf(200U, 400U, 404U, 410U)) << answer.body;
  }
  EXPECT_GT(statuses[200], 100);
  EXPECT_GT(statuses[400], 100);
  EXPECT_GT(statuses[404], 100);
}

}  // namespace
}  // namespace oakprobe::serve
