#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::serve {

// A question to the API (docs/serve.md), decoded: what stands behind api/v1/. The bytes are
// anybody's.
struct Question {
  std::vector<std::string> path;  // {"path", "worker-tunnel", "w1", "w3"}
  std::vector<std::pair<std::string, std::string>> parameters;  // sorted; a name may come twice
};

struct Answer {
  unsigned status = 200;  // of HTTP
  std::string body;       // JSON, UTF-8
};

// {"error": {"code": …, "message": …}}. `code` is a word, the message for a person.
[[nodiscard]] Answer refusal(unsigned status, std::string_view code, std::string_view message);

// What the server shows. Called on one thread, one call at a time, and may take a while: the
// database's.
class DataSource {
 public:
  virtual ~DataSource() = default;

  // Total, whatever is asked; 404 for what there is not. `bytes_max`: so much room is left for
  // answers; one that is longer is not sent.
  [[nodiscard]] virtual Answer answer(const Question& question, std::size_t bytes_max) = 0;
  // OpenMetrics of the latest run, or a refusal that says why there are none.
  [[nodiscard]] virtual Answer metrics(std::size_t bytes_max) = 0;
  // Why nothing can be answered, for a person; nullopt: it can.
  [[nodiscard]] virtual std::optional<std::string> trouble() = 0;
  // The latest run, as an event tells it ({run, at, summary}), where it is another one than this
  // told or note_run() noted before.
  [[nodiscard]] virtual std::optional<std::string> new_run() = 0;
  // The latest run is no new one.
  virtual void note_run() = 0;
};

}  // namespace oakprobe::serve
