#pragma once

#include "base/ip_address.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::net {

struct NameView;

// A name, and how it is looked up; nullptr: as this process does.
struct NameQuestion {
  std::string name;
  std::shared_ptr<const NameView> view;
};

struct ResolvedName {
  std::string name;
  std::vector<IpAddress> addresses;  // getaddrinfo's order, 16 at most; empty: no address
  int error = 0;                     // EAI_* where there is none
  bool by_hosts_file = false;        // /etc/hosts has the name
};

inline constexpr std::size_t addresses_per_name_max = 16;

// Resolves the names side by side (a view's: container_names.hpp), each by getaddrinfo(3) in a
// thread of its own (8 at a time), by /etc/hosts and DNS (no other service of nsswitch.conf), and
// calls done once, on the io_context, with the answers in the questions' order, when all have
// answered or the time is over; a name without answer has EAI_AGAIN. getaddrinfo can't be
// interrupted: a thread that is stuck in it outlives the call and may still post to the io_context,
// which must therefore live until the process ends.
void resolve_names(
    boost::asio::io_context& io,
    std::vector<NameQuestion> names,
    std::chrono::milliseconds limit,
    std::function<void(std::vector<ResolvedName>)> done
);

}  // namespace oakprobe::net
