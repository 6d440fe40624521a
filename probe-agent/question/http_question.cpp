#include "probe-agent/question/http_question.hpp"

#include "probe-agent/question/http_reply.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace oakprobe::agent {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view protocol = "HTTP/1.";

// "0\r\n\r\n": once Beast (1.81) has seen that the last chunk begins, it takes for granted that as
// much is there, and asserts it.
constexpr std::size_t last_chunk_bytes_min = 5;

}  // namespace

struct HttpQuestion::Parser : http::response_parser<http::string_body> {};

HttpQuestion::HttpQuestion(
    std::string_view host, std::string_view path, KnownAnswer known, std::size_t fill_bytes
)
    : host_(host),
      path_(path),
      known_(std::move(known)),
      fill_bytes_(fill_bytes),
      parser_(std::make_unique<Parser>()) {
  parser_->header_limit(http_head_bytes_max);
  parser_->body_limit(http_body_bytes_max);
  parser_->eager(true);
}

HttpQuestion::HttpQuestion(HttpQuestion&&) noexcept = default;
HttpQuestion& HttpQuestion::operator=(HttpQuestion&&) noexcept = default;
HttpQuestion::~HttpQuestion() = default;

std::string HttpQuestion::opening() const {
  const std::string fill =
      fill_bytes_ == 0 ? "" : "X-Fill: " + std::string(fill_bytes_, '0') + "\r\n";
  return "GET " + path_ + " HTTP/1.1\r\nHost: " + host_ + "\r\nUser-Agent: oakprobe/" +
         OAKPROBE_VERSION + "\r\nAccept: */*\r\nConnection: close\r\n" + fill + "\r\n";
}

void HttpQuestion::take(std::string_view bytes) {
  if (ended_) return;
  taken_ += bytes.size();
  first_ += bytes.substr(0, evidence::said_bytes_max - first_.size());
  unparsed_ += bytes;
  parse();
}

void HttpQuestion::end() {
  if (ended_ || !answer_) return;
  boost::system::error_code failed;
  parser_->put_eof(failed);
  ended_ = true;
  answer_ = judged(!failed && parser_->is_done());
}

void HttpQuestion::parse() {
  // What was left over is the beginning of something that is longer than that.
  const bool chunked = parser_->is_header_done() && parser_->chunked();
  if (chunked && left_over_ && unparsed_.size() < last_chunk_bytes_min) return;
  boost::system::error_code failed;
  for (std::size_t taken = 1; taken > 0 && !unparsed_.empty() && !failed;) {
    taken = parser_->is_done() ? 0 : parser_->put(boost::asio::buffer(unparsed_), failed);
    unparsed_.erase(0, taken);
  }
  left_over_ = !unparsed_.empty();
  const bool headed = parser_->is_header_done();
  // Beast bounds neither a chunk's extensions nor what follows the last chunk.
  const bool endless = taken_ > http_answer_bytes_max;
  const bool broken = endless || (failed && failed != http::error::need_more);
  ended_ = broken || parser_->is_done();
  if (headed && (ended_ || !answer_)) answer_ = judged(parser_->is_done());
  if (broken && !answer_) answer_ = unfinished();
  if (ended_) unparsed_.clear();
}

Answer HttpQuestion::judged(bool is_whole) const {
  const auto& head = parser_->get();
  const auto text = [](const auto& value) { return std::string_view(value.data(), value.size()); };
  HttpReply reply;
  reply.version = head.version();
  reply.status = head.result_int();
  reply.server = text(head[http::field::server]);
  reply.location = text(head[http::field::location]);
  reply.body = head.body();
  reply.is_whole = is_whole;
  return judge_reply(reply, known_, host_);
}

Answer HttpQuestion::unfinished() const {
  const bool may_be_http = is_start_of(first_, protocol);
  return {may_be_http ? evidence::AnswerKind::unclear : evidence::AnswerKind::other, said(first_)};
}

std::string_view HttpQuestion::body() const {
  if (!parser_->is_header_done() || parser_->get().result() != http::status::ok) return "";
  return parser_->get().body();
}

}  // namespace oakprobe::agent
