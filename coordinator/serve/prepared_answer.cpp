#include "coordinator/serve/prepared_answer.hpp"

#include "coordinator/serve/gzip.hpp"

#include <sodium/crypto_generichash.h>

#include <array>
#include <utility>

namespace oakprobe::serve {
namespace {

constexpr std::size_t worth_packing_bytes = 1024;
constexpr std::string_view asked_each_time = "private, no-cache";

// Quoted; of equal bodies alone.
std::string tag_of(std::string_view body) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash(
      hash.data(),
      hash.size(),
      reinterpret_cast<const unsigned char*>(body.data()),
      body.size(),
      nullptr,
      0
  );
  std::string tag = "\"";
  for (const unsigned char byte : hash) {
    tag += digits[byte >> 4U];
    tag += digits[byte & 15U];
  }
  return tag + "\"";
}

}  // namespace

PreparedAnswer::PreparedAnswer(
    Answer answer, std::string_view type, bool gzip, std::shared_ptr<AnswerTally> tally
)
    : answer_(std::move(answer)), type_(type), tally_(std::move(tally)) {
  if (answer_.status == 200) etag_ = tag_of(answer_.body);
  if (gzip && answer_.body.size() > worth_packing_bytes) {
    if (auto packed = gzipped(answer_.body)) {
      answer_.body = std::move(*packed);
      packed_ = true;
    }
  }
  answer_.body.shrink_to_fit();  // the tally is of what it takes
  *tally_ += answer_.body.size();
}

PreparedAnswer::~PreparedAnswer() { *tally_ -= answer_.body.size(); }

Reply PreparedAnswer::reply(
    const std::shared_ptr<const PreparedAnswer>& answer, const Preferences& wanted
) {
  if (wanted.has(answer->etag_)) return not_modified(answer->etag_, asked_each_time);
  Reply reply;
  reply.status = answer->answer_.status;
  reply.type = answer->type_;
  reply.body = answer->answer_.body;
  reply.owner = answer;
  if (answer->packed_) reply.headers.emplace_back("Content-Encoding", "gzip");
  if (!answer->etag_.empty()) reply.headers.emplace_back("ETag", weak(answer->etag_));
  reply.headers.emplace_back("Cache-Control", asked_each_time);
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  return reply;
}

}  // namespace oakprobe::serve
