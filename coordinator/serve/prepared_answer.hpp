#pragma once

#include "coordinator/serve/data_source.hpp"
#include "coordinator/serve/page.hpp"
#include "coordinator/serve/reply.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace oakprobe::serve {

// How many bytes of answers there are, of all threads.
using AnswerTally = std::atomic<std::size_t>;

// An answer of the data source as it is sent, to however many asked: packed where that is worth it,
// and with a tag.
class PreparedAnswer {
 public:
  // `type` is static. `gzip`: they all take it.
  PreparedAnswer(
      Answer answer, std::string_view type, bool gzip, std::shared_ptr<AnswerTally> tally
  );
  PreparedAnswer(const PreparedAnswer&) = delete;
  PreparedAnswer& operator=(const PreparedAnswer&) = delete;
  ~PreparedAnswer();

  // Whose body the answer owns; or that the client has it already.
  [[nodiscard]] static Reply reply(
      const std::shared_ptr<const PreparedAnswer>& answer, const Preferences& wanted
  );

 private:
  Answer answer_;
  std::string_view type_;
  bool packed_ = false;
  std::string etag_;  // empty: none
  std::shared_ptr<AnswerTally> tally_;
};

}  // namespace oakprobe::serve
