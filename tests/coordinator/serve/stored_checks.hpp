#pragma once

#include "coordinator/diagnosis/judge_anew.hpp"
#include "coordinator/history/run_store.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/serve/bounded_answer.hpp"
#include "coordinator/serve/history_answers.hpp"
#include "tests/coordinator/history/both_databases.hpp"
#include "tests/coordinator/record/random_check.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::serve::test {

using history::Backend;
using history::backend_name;
using Json = nlohmann::json;

inline constexpr const char* inventory_name = "/etc/oakprobe/my.yaml";
inline constexpr UtcSeconds first_run(1'790'000'000);
inline constexpr UtcSeconds today(1'790'100'000);

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Drawn checks in a history, five minutes apart, and what is answered of them.
class StoredChecks : public history::BothDatabases {
 protected:
  // Judged, as a report that was read is.
  static diagnosis::FinishedCheck drawn(std::uint32_t seed) {
    diagnosis::FinishedCheck check = record::test::random_check(seed);
    diagnosis::judge_anew(check);
    check.listed = diagnosis::PathList::all;
    return check;
  }

  static std::optional<history::PackedReport> packed(const diagnosis::FinishedCheck& check) {
    return history::pack_report([&](std::ostream& out) {
      report::write_json_parts(check, {report::ListedPaths::none, true, false}, out);
    });
  }

  // Its id.
  std::string store(
      diagnosis::FinishedCheck check,
      bool with_report = true,
      const char* inventory = inventory_name
  ) {
    const UtcSeconds began = first_run + stored_++ * std::chrono::minutes(5);
    check.run_id = "00000000000000" + std::to_string(9 + stored_);
    check.started = utc_text(began);
    check.finished = utc_text(began + std::chrono::seconds(60));
    history::RunStore store(open());
    const auto done =
        store.store(check, inventory, std::nullopt, with_report ? packed(check) : std::nullopt);
    EXPECT_TRUE(done) << done.error().message;
    latest_ = check;
    return check.run_id;
  }

  HistoryAnswers& answers() {
    if (!answers_) answers_.emplace(open(), std::nullopt, [] { return today; });
    return *answers_;
  }

  Answer ask(std::vector<std::string> path, Parameters parameters = {}) {
    return answers().answer({std::move(path), std::move(parameters)}, answer_bytes_max);
  }
  Json told(std::vector<std::string> path, Parameters parameters = {}) {
    const Answer answer = ask(std::move(path), std::move(parameters));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return Json::parse(answer.body);
  }
  // Its status and code.
  std::string refused(std::vector<std::string> path, Parameters parameters = {}) {
    const Answer answer = ask(std::move(path), std::move(parameters));
    const Json json = Json::parse(answer.body);
    if (!json.contains("error")) return std::to_string(answer.status);
    EXPECT_FALSE(json["error"]["message"].get<std::string>().empty());
    return std::to_string(answer.status) + " " + json["error"]["code"].get<std::string>();
  }

  std::optional<HistoryAnswers> answers_;
  diagnosis::FinishedCheck latest_;
  int stored_ = 0;
};

}  // namespace oakprobe::serve::test
