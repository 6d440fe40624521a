#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/look/path_look.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace oakprobe::agent {

// The closer looks of one order, each from when its plan says. Ends by itself when all are over.
class LookRun {
 public:
  // The codec must outlive the run. `done` is called once, from the io_context.
  LookRun(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      ProbeSource source,
      std::vector<LookTarget> targets,
      std::function<void()> done
  );
  ~LookRun();

  void start();

  [[nodiscard]] std::vector<wire::LookEvidence> evidence() const;

 private:
  void ask_again(std::size_t from, bool is_first);
  void start_all();
  void finish_one();

  boost::asio::io_context& io_;
  ProbeSource source_;
  std::function<void()> done_;
  std::vector<std::shared_ptr<PathLook>> looks_;
  std::size_t unfinished_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
