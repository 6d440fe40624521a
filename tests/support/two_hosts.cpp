#include "tests/support/two_hosts.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace oakprobe::testing {
namespace {

net::UniqueFd this_namespace() {
  return net::UniqueFd(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
}

bool succeeds(const std::string& command) { return std::system(command.c_str()) == 0; }

// The kernel puts an IPv6 address into the table of routes by and by, also one without a duplicate
// address detection, and until then sends what goes to itself to its neighbours; so it does with a
// link's carrier.
void wait_until(const std::string& command) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!succeeds(command)) {
    if (std::chrono::steady_clock::now() < patience) continue;
    ADD_FAILURE() << "not within 20 s: " << command;
    return;
  }
}

}  // namespace

TwoHosts::TwoHosts() : home_(this_namespace()) {
  if (!succeeds("ip -V >/dev/null 2>&1") || !succeeds("nft -v >/dev/null 2>&1")) {
    missing_ = "ip(8) or nft(8) is missing";
  } else if (::unshare(CLONE_NEWNET) != 0) {
    missing_ = std::string("no network namespace can be made: ") + std::strerror(errno);
  } else {
    source_ = this_namespace();
    CHECK(::unshare(CLONE_NEWNET) == 0);
    target_ = this_namespace();
    build();
  }
}

TwoHosts::~TwoHosts() { CHECK(::setns(home_.get(), CLONE_NEWNET) == 0); }

void TwoHosts::build() {
  const std::string source =
      "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(source_.get());
  run(Host::target, "ip link add wire type veth peer name wire netns " + source);
  for (const Host host : {Host::source, Host::target}) {
    const std::string number = host == Host::source ? "1" : "2";
    run(host, "ip link set lo up && ip link set wire up");
    run(host, "ip address add 192.0.2." + number + "/24 dev wire");
    // A machine without IPv6 has the IPv4 tests still.
    at(host);
    if (succeeds("ip address add 2001:db8::" + number + "/64 dev wire nodad 2>/dev/null")) {
      wait_until("ip -6 route get 2001:db8::" + number + " | grep -q ^local");
    }
  }
  for (const Host host : {Host::source, Host::target}) {
    at(host);
    wait_until("ip link show wire | grep -q 'state UP'");
  }
}

void TwoHosts::at(Host host) const {
  const int fd = host == Host::source ? source_.get() : target_.get();
  CHECK(::setns(fd, CLONE_NEWNET) == 0);
}

void TwoHosts::run(Host host, const std::string& command) const {
  at(host);
  EXPECT_TRUE(succeeds(command)) << command;
}

void TwoHosts::firewall(Host host, const std::string& chain, const std::string& rule) const {
  const std::string family = chain.find("ingress") == std::string::npos ? "inet" : "netdev";
  run(host,
      "nft 'table " + family + " test { chain one { " + chain + " policy accept; " + rule +
          "; }; };'");
}

}  // namespace oakprobe::testing
