#pragma once

#include "coordinator/history/database.hpp"
#include "coordinator/history/runs.hpp"
#include "coordinator/serve/asked_question.hpp"
#include "coordinator/serve/kept_checks.hpp"

#include <optional>
#include <string>

namespace oakprobe::serve {

// A history, as answers are made of it. What can't be answered is refused (Refused).
class HistoryView {
 public:
  // `inventory`: that is meant where a question names none; nullopt: that of the latest run.
  HistoryView(history::Database database, std::optional<std::string> inventory)
      : database_(std::move(database)), inventory_(std::move(inventory)) {}

  [[nodiscard]] history::Database& database() { return database_; }
  // null: its report is not kept.
  [[nodiscard]] KeptChecks::Check check_of(const timeline::RunLine& run) {
    return checks_.find(database_, run);
  }

  // Of the inventory that is meant; nullopt: it has no run.
  [[nodiscard]] std::optional<timeline::RunLine> latest(const std::optional<std::string>& inventory
  );
  // What the question is about: of its `inventory`, else as above.
  [[nodiscard]] timeline::RunLine latest_run(const AskedQuestion& asked);
  // The run of this id, or the last one until this time; of `latest`'s inventory.
  [[nodiscard]] timeline::RunLine run_named(
      const AskedQuestion& asked, const std::string& name, const timeline::RunLine& latest
  );
  // Of this id, of whichever inventory.
  [[nodiscard]] timeline::RunLine run_of_id(const std::string& id);
  // Which a question means by `run` or `at`; the latest where it has neither.
  [[nodiscard]] timeline::RunLine run_meant(const AskedQuestion& asked);
  // The first that matches.
  [[nodiscard]] std::optional<timeline::RunLine> first_run(history::RunFilter filter);

 private:
  history::Database database_;
  std::optional<std::string> inventory_;
  KeptChecks checks_;
};

}  // namespace oakprobe::serve
