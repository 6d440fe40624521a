#pragma once

#include "probe-agent/look/path_look.hpp"
#include "tests/support/probe_keys.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

// A closer look at one path of this machine to itself.
namespace oakprobe::agent {

inline constexpr std::uint64_t run = 7;
inline const IpAddress here = boost::asio::ip::make_address("127.0.0.1");
inline const PathId path{FlowId{0}, NodeId{0}, NodeId{1}};

inline LookTarget target_at(std::uint16_t port) {
  LookTarget target;
  target.look.path = path;
  target.address = here;
  target.port = port;
  return target;
}

class PathLookTest : public testing::Test {
 protected:
  evidence::LookEvidence look(LookTarget target) {
    target.patience = std::chrono::milliseconds(300);
    const auto one = std::make_shared<PathLook>(io_, codec_, run, source_, std::move(target));
    bool over = false;
    one->start([&over] { over = true; });
    while (!over) io_.run_one();
    return one->evidence();
  }

  boost::asio::io_context io_{1};
  wire::DatagramCodec codec_ = testing_support::codec_of(NodeId{0});
  ProbeSource source_;
};

}  // namespace oakprobe::agent
