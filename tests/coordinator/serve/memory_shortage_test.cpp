// The server beside an audit outlives that memory is short: here one allocation after another of
// its threads fails.
#include "tests/coordinator/serve/server_case.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <pthread.h>
#include <string_view>

namespace {

// So many allocations of the server's threads go well before one fails; below 0: none fails.
std::atomic<long> allocations_left = -1;

bool is_servers_thread() {
  std::array<char, 16> name{};
  return ::pthread_getname_np(::pthread_self(), name.data(), name.size()) == 0 &&
         std::string_view(name.data()).starts_with("oakprobe-");
}

bool fails() { return allocations_left >= 0 && is_servers_thread() && allocations_left-- == 0; }

}  // namespace

void* operator new(std::size_t size) {
  void* const place = fails() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}

void operator delete(void* place) noexcept { std::free(place); }

void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace oakprobe::serve {
namespace {

using namespace std::chrono_literals;

class ShortOfMemory : public ServerCase {
 protected:
  ~ShortOfMemory() override { allocations_left = -1; }
};

TEST_F(ShortOfMemory, TheServerGoesOn) {
  settings_.limits.comment_every = 20ms;
  settings_.limits.look_every = 20ms;
  settings_.limits.idle_time = 200ms;
  start();
  std::size_t answered = 0;
  std::optional<Client> listener;
  for (long at = 0; at < 150; ++at) {
    listener.emplace(client());
    allocations_left = at;
    listener->send(request("/api/v1/events"));
    server_->publish("progress", "{}");
    // An answer, a refusal or the connection's end, but no waiting for ever.
    for (const std::string target : {"/", "/api/v1/runs", "/api/v1/none"})
      if (get(target, "Accept-Encoding: gzip\r\n").result_int() == 200) ++answered;
    ASSERT_FALSE(HasFailure()) << at;
    source_.store_run("{}");
  }
  EXPECT_GT(answered, 0U);
  allocations_left = -1;

  Client asking = client();
  for (const std::string target : {"/", "/api/v1/runs"}) {
    asking.send(request(target));
    EXPECT_EQ(asking.receive().value_or(Response()).result_int(), 200U) << target;
  }
  EXPECT_TRUE(asking.is_ended());  // its time is watched
  Client listening = client();
  listening.send(request("/api/v1/events"));
  EXPECT_NE(listening.until("retry: 2000\n\n"), "");
  EXPECT_TRUE(listening.until(":\n\n").ends_with(":\n\n"));
  source_.store_run(R"({"run":"a"})");
  EXPECT_TRUE(listening.until("{\"run\":\"a\"}\n\n").ends_with("{\"run\":\"a\"}\n\n"));
}

}  // namespace
}  // namespace oakprobe::serve
