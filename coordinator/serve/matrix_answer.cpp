#include "coordinator/history/outlines.hpp"
#include "coordinator/page/matrix_json.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/bounded_text.hpp"
#include "coordinator/serve/refused.hpp"

#include <utility>

namespace oakprobe::serve {

Answer answer_matrix(HistoryView& history, const AskedQuestion& asked) {
  asked.expect({"run", "at"});
  const auto run = history.run_meant(asked);
  const auto check = history.check_of(run);
  auto text = bounded_text(
      [&](std::ostream& out) {
        if (check)
          page::write_matrix(*check, out);
        else
          page::write_matrix(checked(history::outline_at(history.database(), run)), run, out);
      },
      answer_bytes_max
  );
  if (!text) refuse(413, "too-long", "the matrix is too large for one answer");
  return {200, std::move(*text)};
}

}  // namespace oakprobe::serve
