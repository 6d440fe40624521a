// Starts commands under an undertaker, tells their process groups, and dies by SIGKILL:
//   doomed_coordinator tell|hide COMMAND
// `hide` dies between the start of the command and the word to the undertaker.
#include "coordinator/fleet/undertaker.hpp"
#include "net/child_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  using namespace oakprobe;
  if (argc != 3) return 2;
  auto undertaker = fleet::Undertaker::start();
  if (!undertaker) return 1;
  boost::asio::io_context io(1);
  undertaker->starting();
  auto child = net::ChildProcess::start(io.get_executor(), {"sh", "-c", argv[2]});
  if (!child) return 1;
  if (std::string(argv[1]) == "tell") undertaker->started((*child)->group());
  std::array<char, 6> ready;  // "ready\n": the command does what it is to be ended for
  boost::asio::read((*child)->output(), boost::asio::buffer(ready));
  std::printf("%d\n", static_cast<int>((*child)->group()));
  std::fflush(stdout);
  std::raise(SIGKILL);
}
