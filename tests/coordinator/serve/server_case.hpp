#pragma once

#include "coordinator/serve/gzip.hpp"
#include "coordinator/serve/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::serve {

// Answers with what it was asked, as text; "big" with eight megabytes, "wait" when it is let go.
class FakeSource : public DataSource {
 public:
  Answer answer(const Question& question, std::size_t bytes_max) override;
  Answer metrics(std::size_t) override { return metrics_answer; }
  std::optional<std::string> trouble() override { return trouble_text; }
  std::optional<std::string> new_run() override;
  void note_run() override;

  void let_go();
  void store_run(std::string json);
  void wait_until_asked(std::size_t times);
  [[nodiscard]] std::size_t asked();
  [[nodiscard]] std::size_t noted();
  [[nodiscard]] std::size_t least_room();  // for an answer, so far

  Answer metrics_answer{200, "oakprobe_up 1\n# EOF\n"};
  std::optional<std::string> trouble_text;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t asked_ = 0;
  std::size_t noted_ = 0;
  std::size_t least_room_ = std::numeric_limits<std::size_t>::max();
  bool let_go_ = false;
  std::optional<std::string> run_;
};

using Response = boost::beast::http::response<boost::beast::http::string_body>;

// A client that waits at most some seconds for anything.
class Client {
 public:
  explicit Client(const IpEndpoint& server);

  void send(const std::string& text);
  // nullopt: the connection ended first.
  [[nodiscard]] std::optional<Response> receive(bool head = false);
  // All that comes until the server ends the connection.
  [[nodiscard]] std::string rest();
  // What comes up to and with `end`; less: the connection ended first.
  [[nodiscard]] std::string until(const std::string& end);
  [[nodiscard]] bool is_ended();  // by the server; waits for it
  void say_no_more();

 private:
  // Runs what was begun until it is done.
  void finish(const bool& done);

  std::unique_ptr<boost::asio::io_context> io_ = std::make_unique<boost::asio::io_context>();
  boost::asio::ip::tcp::socket socket_{*io_};
  boost::beast::flat_buffer buffer_;
};

class ServerCase : public ::testing::Test {
 protected:
  // Another one: with what is set.
  void start();
  [[nodiscard]] Client client() const { return Client(server_->endpoint()); }
  // GET, or HEAD, by a connection of its own.
  [[nodiscard]] Response get(const std::string& target, const std::string& headers = "");
  [[nodiscard]] Response head(const std::string& target, const std::string& headers = "");

  FakeSource source_;
  ServerSettings settings_;
  std::unique_ptr<Server> server_;
};

[[nodiscard]] std::string request(
    const std::string& target, const std::string& headers = "", const std::string& method = "GET"
);

}  // namespace oakprobe::serve
