#include "coordinator/app/engine.hpp"

#include "base/check.hpp"
#include "coordinator/app/program_directory.hpp"
#include "net/socket_options.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace oakprobe::app {

namespace asio = boost::asio;

OrFailure<std::unique_ptr<Engine>> Engine::start(fleet::Keep keep) {
  net::raise_open_files_limit();
  auto undertaker = fleet::Undertaker::start();
  if (!undertaker)
    return oakprobe_failed("cannot watch over the agents: " + undertaker.error().message());
  return std::make_unique<Engine>(std::move(*undertaker), keep);
}

Engine::Engine(fleet::Undertaker undertaker, fleet::Keep keep)
    : undertaker_(std::move(undertaker)),
      fleet_(io_.get_executor(), &undertaker_, fleet::LinkLimits(), keep),
      agents_(std::make_shared<fleet::AgentBinaries>(program_directory())) {}

Engine::~Engine() { io_.stop(); }

void Engine::close() {
  if (given_up_) return;
  asio::co_spawn(io_, fleet_.close(), [](const std::exception_ptr& failure) { CHECK(!failure); });
  io_.restart();
  io_.run();
}

void Engine::give_up() {
  given_up_ = true;
  io_.stop();
}

}  // namespace oakprobe::app
