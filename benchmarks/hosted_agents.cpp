// Many agents in one process, each the agent library as it is, with sockets and evidence of its
// own:
//   hosted-agents SOCKET     ends with its input
// A client of SOCKET (hand-over) passes the two ends of its pipe; an agent speaks over them, and
// the connection closes when the agent ends.

#include "net/socket_options.hpp"
#include "probe-agent/agent.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <iostream>
#include <list>
#include <memory>
#include <unistd.h>

#include <sys/socket.h>

namespace {

using boost::asio::local::stream_protocol;

struct Pipe {
  int input = -1;
  int output = -1;
};

// What hand-over sends; -1 where it sent something else.
Pipe receive_pipe(int fd) {
  Pipe pipe;
  char byte = 0;
  iovec io{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof pipe)> control{};
  msghdr message{};
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(fd, &message, MSG_CMSG_CLOEXEC) <= 0) return pipe;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_len == CMSG_LEN(sizeof pipe)) {
    std::memcpy(&pipe, CMSG_DATA(header), sizeof pipe);
  }
  return pipe;
}

class Host {
 public:
  Host(boost::asio::io_context& io, const std::string& path)
      : io_(io), acceptor_(io, stream_protocol::endpoint(path)) {
    accept();
  }

 private:
  struct Guest {
    explicit Guest(stream_protocol::socket socket) : connection(std::move(socket)) {}

    stream_protocol::socket connection;
    std::unique_ptr<oakprobe::agent::Agent> agent;
  };
  using Seat = std::list<Guest>::iterator;

  void accept() {
    acceptor_.async_accept(
        [this](const boost::system::error_code& failed, stream_protocol::socket connection) {
          if (!failed) seat(std::move(connection));
          accept();
        }
    );
  }

  void seat(stream_protocol::socket connection) {
    const Seat seat = guests_.emplace(guests_.end(), std::move(connection));
    seat->connection.async_wait(
        stream_protocol::socket::wait_read,
        [this, seat](const boost::system::error_code& failed) {
          const Pipe pipe = failed ? Pipe() : receive_pipe(seat->connection.native_handle());
          if (pipe.input < 0) return leave(seat);
          begin(seat, pipe);
        }
    );
  }

  void begin(Seat seat, const Pipe& pipe) {
    oakprobe::agent::AgentOptions options;
    options.input = pipe.input;
    options.output = pipe.output;
    seat->agent = std::make_unique<oakprobe::agent::Agent>(
        io_,
        std::move(options),
        [this, seat](int, const std::string& why) {
          if (!why.empty()) std::cerr << "hosted-agents: " << why << '\n';
          boost::asio::post(io_, [this, seat] { leave(seat); });
        }
    );
    seat->agent->start();
  }

  void leave(Seat seat) { guests_.erase(seat); }

  boost::asio::io_context& io_;
  stream_protocol::acceptor acceptor_;
  std::list<Guest> guests_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: hosted-agents SOCKET\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  oakprobe::net::raise_open_files_limit();
  boost::asio::io_context io(1);
  const Host host(io, argv[1]);
  boost::asio::posix::stream_descriptor input(io, ::dup(STDIN_FILENO));
  input.async_wait(boost::asio::posix::stream_descriptor::wait_read, [&](const auto&) {
    io.stop();
  });
  std::cout << "ready\n" << std::flush;
  io.run();
  ::_exit(0);  // whoever still resolves names would be waited for
}
