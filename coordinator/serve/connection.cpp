#include "coordinator/serve/connection.hpp"

#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <optional>
#include <utility>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;
using net::as_result;
using Parser = http::request_parser<http::empty_body>;

constexpr std::size_t read_at_once_bytes = 4 * 1024;

// Why nothing can be made of what came; nullopt: nobody is there to be told.
std::optional<Reply> refusal_of(const ErrorCode& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return too_large_header();
  const bool parsed = error.category() == http::make_error_code(http::error::bad_value).category();
  if (!parsed || error == http::error::end_of_stream || error == http::error::partial_message)
    return std::nullopt;
  return bad_request(error.message());
}

bool has_body(const Parser& parser) {
  return parser.chunked() || parser.content_length().value_or(0) > 0 ||
         parser.get().count(http::field::transfer_encoding) > 0;
}

struct Closing {
  explicit Closing(Connection& given) : connection(given) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() { connection.close(); }

  Connection& connection;
};

}  // namespace

Connection::Connection(tcp::socket socket, IpAddress peer, const Services& services)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      services_(services),
      received_(std::size_t{2} * services.limits.header_bytes_max),
      wake_(socket_.get_executor()) {
  enter(Stage::awaiting, services_.limits.request_time);
}

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> self) {
  // Asio destroys a task, without an end, where there is no memory to begin what it waits for.
  const Closing closing(*self);
  co_await self->converse();
}

asio::awaitable<void> Connection::converse() {
  bool goes_on = true;
  while (goes_on && !closed_) {
    const bool came = co_await await_bytes();
    if (!came) co_return;
    enter(Stage::reading, services_.limits.request_time);
    goes_on = co_await take_request();
    enter(Stage::awaiting, services_.limits.idle_time);
  }
}

asio::awaitable<bool> Connection::await_bytes() {
  if (received_.size() > 0) co_return true;
  const auto room = received_.prepare(read_at_once_bytes);
  const auto [error, bytes] = co_await socket_.async_read_some(room, as_result);
  received_.commit(bytes);
  co_return !error;
}

asio::awaitable<bool> Connection::take_request() {
  Parser parser;
  parser.header_limit(services_.limits.header_bytes_max);
  parser.body_limit(boost::none);  // none is read; who asks is judged before it is refused
  const auto [error, bytes] =
      co_await http::async_read_header(socket_, received_, parser, as_result);
  const auto& request = parser.get();
  std::optional<Reply> refused;
  if (error) {
    refused = refusal_of(error);
    if (!refused) co_return false;
  } else if (has_body(parser)) {
    refused = not_admitted(request, services_.access).value_or(body_refused());
  }
  enter(Stage::answering, services_.limits.progress_time);
  bool goes_on = false;
  if (refused) {
    const bool sent = co_await send(*refused, request, false);
    static_cast<void>(sent);
  } else {
    goes_on = co_await answer(request, request.keep_alive());
  }
  if (!goes_on && !closed_) co_await leave();
  co_return goes_on;
}

asio::awaitable<bool> Connection::answer(const RequestHeader& request, bool keep_alive) {
  NextStep found = next_step(request, services_.access, services_.page);
  if (std::holds_alternative<ToListen>(found)) {
    if (request.method() == http::verb::get) {
      co_await tell_events(request.version());
      co_return false;
    }
    Reply head;
    head.type = "text/event-stream";
    found = std::move(head);
  } else if (auto* const asked = std::get_if<Asked>(&found)) {
    Reply answered = co_await ask(std::move(*asked), preferences_of(request));
    found = std::move(answered);
  }
  if (closed_) co_return false;
  const bool sent = co_await send(std::get<Reply>(found), request, keep_alive);
  co_return sent;
}

asio::awaitable<Reply> Connection::ask(Asked asked, Preferences wanted) {
  if (closed_) co_return too_much();  // nobody would wake us
  deadline_ = net::TimePoint::max();
  auto answered = std::make_shared<std::shared_ptr<const PreparedAnswer>>();
  const bool taken = services_.data.ask(
      std::move(asked),
      wanted.gzip(),
      [answered, weak = weak_from_this()](std::shared_ptr<const PreparedAnswer> answer) {
        *answered = std::move(answer);
        if (const auto self = weak.lock()) self->wake_.cancel();
      }
  );
  if (!taken) co_return too_much();
  wake_.expires_at(net::TimePoint::max());
  const auto [woken] = co_await wake_.async_wait(as_result);
  static_cast<void>(woken);
  if (*answered == nullptr) co_return too_much();  // nobody will read it: we are closed
  Reply reply = PreparedAnswer::reply(*answered, wanted);
  co_return reply;
}

asio::awaitable<bool> Connection::send(
    const Reply& reply, const RequestHeader& request, bool keep_alive
) {
  keep_alive = keep_alive && !reply.closes;
  const std::string head = head_of(reply, {request.version(), keep_alive, false});
  Buffers buffers{asio::buffer(head)};
  if (request.method() != http::verb::head) buffers.emplace_back(asio::buffer(reply.body));
  const bool sent = co_await write(std::move(buffers));
  co_return sent&& keep_alive;
}

asio::awaitable<void> Connection::tell_events(unsigned version) {
  // What is stored before is no news. Whoever asks for the latest run from now on misses none.
  if (!services_.events.has_listeners()) services_.data.note_run();
  const auto events = services_.events.listen([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->wake_.cancel();
  });
  if (events == nullptr) {
    const Reply full = too_much();
    std::string text = head_of(full, {version, false, false});
    text += full.body;
    Buffers buffers{asio::buffer(text)};
    const bool sent = co_await write(std::move(buffers));
    static_cast<void>(sent);
    co_return;
  }
  Reply stream;
  stream.type = "text/event-stream";
  stream.headers.emplace_back("Cache-Control", "no-store");
  stream.headers.emplace_back("X-Accel-Buffering", "no");  // nginx is to pass each on at once
  close_when_anything_comes();
  const std::string beginning = head_of(stream, {version, false, true}) + "retry: 2000\n\n";
  Buffers first{asio::buffer(beginning)};
  bool goes_on = co_await write(std::move(first));
  while (goes_on && !closed_ && !events->is_lost()) {
    const std::vector<EncodedEvent> batch = events->take();
    if (batch.empty()) {
      enter(Stage::listening, std::chrono::milliseconds::max());
      wake_.expires_at(net::TimePoint::max());
      const auto [woken] = co_await wake_.async_wait(as_result);
      static_cast<void>(woken);
      continue;
    }
    Buffers buffers;
    for (const EncodedEvent& event : batch) buffers.emplace_back(asio::buffer(*event));
    goes_on = co_await write(std::move(buffers));
  }
  close();
}

asio::awaitable<bool> Connection::write(Buffers buffers) {
  boost::beast::buffers_suffix<Buffers> rest(std::move(buffers));
  std::size_t since_allowed = 0;
  allow(services_.limits.progress_time);
  while (boost::beast::buffer_bytes(rest) > 0) {
    const auto [error, bytes] = co_await socket_.async_write_some(rest, as_result);
    if (error) co_return false;
    rest.consume(bytes);
    since_allowed += bytes;
    if (since_allowed < services_.limits.progress_bytes) continue;
    since_allowed = 0;
    allow(services_.limits.progress_time);
  }
  co_return true;
}

// What is unread when a socket is closed resets the connection, and the client may never see why it
// was refused.
asio::awaitable<void> Connection::leave() {
  enter(Stage::leaving, services_.limits.farewell_time);
  ErrorCode gone;
  socket_.shutdown(tcp::socket::shutdown_send, gone);
  while (!gone && !closed_) {
    const auto [error, bytes] = co_await socket_.async_read_some(asio::buffer(unread_), as_result);
    gone = error;
  }
}

void Connection::close_when_anything_comes() {
  socket_.async_read_some(
      asio::buffer(unread_),
      [self = shared_from_this()](const ErrorCode&, std::size_t) { self->close(); }
  );
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  ErrorCode gone;
  socket_.shutdown(tcp::socket::shutdown_both, gone);
  socket_.close(gone);
  wake_.cancel();
}

void Connection::enter(Stage stage, std::chrono::milliseconds time) {
  stage_ = stage;
  since_ = net::Clock::now();
  allow(time);
}

void Connection::allow(std::chrono::milliseconds time) {
  deadline_ =
      time == std::chrono::milliseconds::max() ? net::TimePoint::max() : net::Clock::now() + time;
}

}  // namespace oakprobe::serve
