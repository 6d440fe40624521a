#pragma once

#include "base/utc_time.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/serve/data_source.hpp"
#include "coordinator/serve/history_view.hpp"

#include <functional>
#include <optional>
#include <string>

namespace oakprobe::serve {

// By the machine's clock.
[[nodiscard]] UtcSeconds present();

// What a history tells of its runs (docs/serve.md). Of memory it takes what two finished checks do,
// and the answer that it makes.
class HistoryAnswers : public DataSource {
 public:
  // `inventory`: whose runs are meant where a question names no other, by the full name that they
  // are stored by; nullopt: that of the latest run. `now` is what times back are counted from.
  HistoryAnswers(
      history::Database database,
      std::optional<std::string> inventory,
      std::function<UtcSeconds()> now = present
  );

  [[nodiscard]] Answer answer(const Question& question, std::size_t bytes_max) override;
  [[nodiscard]] Answer metrics(std::size_t bytes_max) override;
  [[nodiscard]] std::optional<std::string> trouble() override;
  [[nodiscard]] std::optional<std::string> new_run() override;
  void note_run() override;

 private:
  HistoryView history_;
  std::function<UtcSeconds()> now_;
  std::string told_run_;  // or noted: its id
};

}  // namespace oakprobe::serve
