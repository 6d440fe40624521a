#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::testing_support {

// A TCP service in this process: reads once, answers, and waits for its peer's end.
class ScriptedService {
 public:
  using tcp = boost::asio::ip::tcp;

  struct Visit {
    std::string bytes;   // all that the peer sent
    bool ended = false;  // by the peer
    bool reset = false;  // so, without order
  };

  // By connection, the last one for all that follow; an empty one hangs up.
  std::vector<std::string> answers{""};
  bool silent = false;  // answers nothing, and waits
  std::vector<Visit> visits;

  explicit ScriptedService(boost::asio::io_context& io)
      : acceptor_(io, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)),
        port_(acceptor_.local_endpoint().port()) {
    accept();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void close() { acceptor_.close(); }

 private:
  struct Connection {
    explicit Connection(tcp::socket accepted) : socket(std::move(accepted)) {}
    tcp::socket socket;
    std::size_t number = 0;
    bool answered = false;
    std::string answer;
    std::array<char, 4'096> buffer{};
  };

  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& failed, tcp::socket socket) {
      if (failed) return;
      const auto connection = std::make_shared<Connection>(std::move(socket));
      connection->number = visits.size();
      visits.emplace_back();
      connection->answer = answers[std::min(connection->number, answers.size() - 1)];
      read(connection);
      accept();
    });
  }

  void read(const std::shared_ptr<Connection>& connection) {
    connection->socket.async_read_some(
        boost::asio::buffer(connection->buffer),
        [this, connection](const boost::system::error_code& failed, std::size_t size) {
          Visit& visit = visits[connection->number];
          visit.bytes.append(connection->buffer.data(), size);
          if (failed) {
            visit.ended = true;
            visit.reset = failed != boost::asio::error::eof;
            return;
          }
          if (silent || connection->answered) return read(connection);
          connection->answered = true;
          if (!connection->answer.empty()) answer(connection);
        }
    );
  }

  void answer(const std::shared_ptr<Connection>& connection) {
    boost::asio::async_write(
        connection->socket,
        boost::asio::buffer(connection->answer),
        [this, connection](const boost::system::error_code& failed, std::size_t) {
          if (!failed) read(connection);
        }
    );
  }

  tcp::acceptor acceptor_;
  std::uint16_t port_;
};

}  // namespace oakprobe::testing_support
