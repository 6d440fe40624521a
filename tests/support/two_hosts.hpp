#pragma once

#include "net/unique_fd.hpp"

#include <optional>
#include <string>

namespace oakprobe::testing {

// Two hosts on one link: network namespaces of the test's own, joined by a veth pair "wire", which
// go with the object. Which of them this process is in changes with at(); a socket stays where it
// was opened. Both have 192.0.2.N/24 and 2001:db8::N/64: the source is 1, the target 2.
class TwoHosts {
 public:
  TwoHosts();
  TwoHosts(const TwoHosts&) = delete;
  TwoHosts& operator=(const TwoHosts&) = delete;
  ~TwoHosts();  // back to the namespace that the process came from

  // Why there are none: no privilege, or no ip(8) or nft(8). Then the test is skipped.
  [[nodiscard]] const std::optional<std::string>& missing() const { return missing_; }

  enum class Host { source, target };
  void at(Host host) const;

  // Runs a command on a host; a failure fails the test.
  void run(Host host, const std::string& command) const;
  // A chain of the host's firewall, such as "type filter hook input priority 0;", with one rule.
  void firewall(Host host, const std::string& chain, const std::string& rule) const;

 private:
  void build();

  net::UniqueFd home_;
  net::UniqueFd source_;
  net::UniqueFd target_;
  std::optional<std::string> missing_;
};

}  // namespace oakprobe::testing
