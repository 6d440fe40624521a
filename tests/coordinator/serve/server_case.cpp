#include "tests/coordinator/serve/server_case.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <new>
#include <stdexcept>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

constexpr std::chrono::seconds patience{30};

const std::string& packed_index() {
  static const std::string packed = *gzipped("<!doctype html>index");
  return packed;
}

const std::string& packed_script() {
  static const std::string packed = *gzipped("script()");
  return packed;
}

const std::vector<PagePart>& page_parts() {
  static const std::vector<PagePart> parts{
      {"", "text/html; charset=utf-8", packed_index(), "\"index-1\""},
      {"assets/app-4f1c.js", "text/javascript; charset=utf-8", packed_script(), ""},
  };
  return parts;
}

}  // namespace

Answer FakeSource::answer(const Question& question, std::size_t bytes_max) {
  std::unique_lock lock(mutex_);
  least_room_ = std::min(least_room_, bytes_max);
  ++asked_;
  changed_.notify_all();
  const std::string& first = question.path.at(0);
  if (first == "wait") changed_.wait(lock, [this] { return let_go_; });
  if (first == "big") return {200, std::string(std::size_t{8} * 1024 * 1024, 'x')};
  if (first == "throw") throw std::runtime_error("broken");
  if (first == "no-memory") throw std::bad_alloc();
  if (first == "none") return refusal(404, "not-found", "no such thing");
  std::string text;
  for (const std::string& step : question.path) text += "[" + step + "]";
  for (const auto& [name, value] : question.parameters) text += " " + name + "=" + value;
  return {200, text};
}

std::optional<std::string> FakeSource::new_run() {
  const std::lock_guard lock(mutex_);
  return std::exchange(run_, std::nullopt);
}

void FakeSource::note_run() {
  const std::lock_guard lock(mutex_);
  ++noted_;
}

void FakeSource::let_go() {
  const std::lock_guard lock(mutex_);
  let_go_ = true;
  changed_.notify_all();
}

void FakeSource::store_run(std::string json) {
  const std::lock_guard lock(mutex_);
  run_ = std::move(json);
}

void FakeSource::wait_until_asked(std::size_t times) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return asked_ >= times; });
}

std::size_t FakeSource::asked() {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::size_t FakeSource::noted() {
  const std::lock_guard lock(mutex_);
  return noted_;
}

std::size_t FakeSource::least_room() {
  const std::lock_guard lock(mutex_);
  return least_room_;
}

Client::Client(const IpEndpoint& server) { socket_.connect({server.address, server.port}); }

void Client::finish(const bool& done) {
  const auto until = std::chrono::steady_clock::now() + patience;
  io_->restart();
  while (!done && io_->run_one_until(until) > 0) {
  }
  EXPECT_TRUE(done) << "the server takes too long";
  if (done) return;
  socket_.close();
  io_->run();
}

void Client::send(const std::string& text) {
  bool done = false;
  boost::asio::async_write(socket_, boost::asio::buffer(text), [&](auto, auto) { done = true; });
  finish(done);
}

std::optional<Response> Client::receive(bool head) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::uint64_t{64} * 1024 * 1024);
  parser.skip(head);
  bool done = false;
  bool whole = false;
  http::async_read(socket_, buffer_, parser, [&](auto error, auto) {
    done = true;
    whole = !error;
  });
  finish(done);
  if (!whole) return std::nullopt;
  return parser.release();
}

std::string Client::rest() {
  std::string text = boost::beast::buffers_to_string(buffer_.data());
  bool done = false;
  boost::asio::async_read(socket_, boost::asio::dynamic_buffer(text), [&](auto, auto) {
    done = true;
  });
  finish(done);
  return text;
}

std::string Client::until(const std::string& end) {
  std::string text = boost::beast::buffers_to_string(buffer_.data());
  bool done = false;
  std::size_t taken = 0;
  boost::asio::async_read_until(
      socket_,
      boost::asio::dynamic_buffer(text),
      end,
      [&](auto error, std::size_t size) {
        done = true;
        taken = error ? text.size() : size;
      }
  );
  finish(done);
  const std::string more = text.substr(taken);
  buffer_.clear();
  boost::asio::buffer_copy(buffer_.prepare(more.size()), boost::asio::buffer(more));
  buffer_.commit(more.size());
  return text.substr(0, taken);
}

bool Client::is_ended() {
  static_cast<void>(rest());
  return socket_.is_open();
}

void Client::say_no_more() { socket_.shutdown(tcp::socket::shutdown_send); }

void ServerCase::start() {
  server_.reset();
  settings_.listen.port = 0;
  settings_.page = page_parts();
  auto server = Server::start(settings_, source_);
  ASSERT_TRUE(server) << server.error().message();
  server_ = std::move(*server);
}

Response ServerCase::get(const std::string& target, const std::string& headers) {
  Client asking = client();
  asking.send(request(target, headers));
  return asking.receive().value_or(Response());
}

Response ServerCase::head(const std::string& target, const std::string& headers) {
  Client asking = client();
  asking.send(request(target, headers, "HEAD"));
  return asking.receive(true).value_or(Response());
}

std::string request(
    const std::string& target, const std::string& headers, const std::string& method
) {
  return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

}  // namespace oakprobe::serve
