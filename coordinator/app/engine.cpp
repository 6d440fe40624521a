#include "coordinator/app/engine.hpp"

#include "coordinator/app/program_directory.hpp"
#include "net/socket_options.hpp"

#include <utility>

namespace oakprobe::app {

OrFailure<std::unique_ptr<Engine>> Engine::start() {
  net::raise_open_files_limit();
  auto undertaker = fleet::Undertaker::start();
  if (!undertaker)
    return oakprobe_failed("cannot watch over the agents: " + undertaker.error().message());
  return std::make_unique<Engine>(std::move(*undertaker));
}

Engine::Engine(fleet::Undertaker undertaker)
    : undertaker_(std::move(undertaker)),
      fleet_(io_.get_executor(), &undertaker_, fleet::LinkLimits()),
      agents_(std::make_shared<fleet::AgentBinaries>(program_directory())) {}

void Engine::give_up() {
  given_up_ = true;
  io_.stop();
}

}  // namespace oakprobe::app
