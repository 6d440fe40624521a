#include "coordinator/history/outlines.hpp"
#include "coordinator/page/matrix_json.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/bounded_answer.hpp"
#include "coordinator/serve/refused.hpp"

namespace oakprobe::serve {

Answer answer_matrix(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"run", "at"});
  const auto run = history.run_meant(asked);
  const auto check = history.check_of(run);
  return bounded_answer(
      [&](std::ostream& out) {
        if (check)
          page::write_matrix(*check, out);
        else
          page::write_matrix(checked(history::outline_at(history.database(), run)), run, out);
      },
      asked.bytes_max(),
      "the matrix is too large for one answer"
  );
}

}  // namespace oakprobe::serve
