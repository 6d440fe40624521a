#include "coordinator/serve/server.hpp"

#include "coordinator/serve/reception.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <new>
#include <pthread.h>
#include <thread>
#include <utility>

namespace oakprobe::serve {
namespace {

constexpr std::chrono::milliseconds pause_without_memory{100};

}  // namespace

IpEndpoint default_endpoint() {
  constexpr std::uint16_t port = 8970;
  return {asio::ip::address_v4::loopback(), port};
}

struct Server::Threads {
  Threads(ServerSettings given, DataSource& source, net::UniqueFd listening, IpEndpoint at)
      : settings(std::move(given)),
        endpoint(std::move(at)),
        access(settings.token),
        page(settings.page),
        data(io, source, settings.limits),
        events(io, settings.limits),
        reception(
            io,
            std::move(listening),
            endpoint.address.is_v6(),
            Services{access, page, data, events, settings.limits}
        ) {
    settings.token.reset();  // its digest will do
  }

  void run() {
    ::pthread_setname_np(::pthread_self(), "oakprobe-serve");
    // An audit in this process outlives that memory is short here: a connection is lost by it.
    while (true) {
      try {
        if (!ended) go_on();
        io.run();
        return;
      } catch (const std::exception&) {
        std::this_thread::sleep_for(pause_without_memory);
      }
    }
  }

  // All that renews itself, and that an exception may have ended.
  void go_on() {
    reception.go_on();
    comment_again();
    look_again();
  }

  void comment_again() {
    comments.expires_after(settings.limits.comment_every);
    comments.async_wait([this](const ErrorCode& cancelled) {
      if (cancelled || ended) return;
      events.comment();
      comment_again();
    });
  }

  void look_again() {
    looks.expires_after(settings.limits.look_every);
    looks.async_wait([this](const ErrorCode& cancelled) {
      if (cancelled || ended) return;
      if (events.has_listeners()) look_for_run();
      look_again();
    });
  }

  void publish(std::string_view event, std::string_view json) noexcept {
    try {
      events.publish(event, json);
    } catch (const std::bad_alloc&) {
      // It is lost, as one is that nobody has the time for.
    }
  }

  void look_for_run() {
    data.look_for_run([this](const std::string& run) { publish("run-stored", run); });
  }

  void end() {
    asio::post(io, [this] {
      ended = true;
      reception.end();
      comments.cancel();
      looks.cancel();
    });
    data.stop();
    work.reset();
    network.join();
  }

  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  ServerSettings settings;
  IpEndpoint endpoint;
  Access access;
  Page page;
  DataThread data;
  EventHub events;
  Reception reception;
  asio::steady_timer comments{io};
  asio::steady_timer looks{io};
  bool ended = false;
  std::thread network;
};

Server::Server(std::unique_ptr<Threads> threads) : threads_(std::move(threads)) {
  threads_->network = std::thread([running = threads_.get()] { running->run(); });
}

Server::~Server() { threads_->end(); }

Result<std::unique_ptr<Server>> Server::start(ServerSettings settings, DataSource& source) {
  auto listening = listen_at(settings.listen);
  if (!listening) return listening.error();
  auto at = endpoint_of(listening->get());
  if (!at) return at.error();
  try {
    return std::unique_ptr<Server>(new Server(std::make_unique<Threads>(
        std::move(settings), source, std::move(*listening), std::move(*at)
    )));
  } catch (const boost::system::system_error& thrown) {
    return thrown.code();
  }
}

const IpEndpoint& Server::endpoint() const { return threads_->endpoint; }

void Server::publish(std::string_view event, std::string_view json) {
  threads_->publish(event, json);
}

void Server::look_for_run() {
  if (!threads_->events.may_have_listeners()) return;
  try {
    threads_->look_for_run();
  } catch (const std::bad_alloc&) {
    // The next look finds it.
  }
}

}  // namespace oakprobe::serve
