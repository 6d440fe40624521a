#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/look/path_look.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace oakprobe::agent {

// Whoever orders, they start so far apart.
inline constexpr std::chrono::milliseconds looks_apart{5};

// The closer looks of one order, none before its plan says, and no more at a time than
// evidence::looks_at_once. Ends by itself when all are over.
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

  [[nodiscard]] std::vector<evidence::LookEvidence> evidence() const;

 private:
  void ask_again(std::size_t from, bool is_first);
  void start_all();
  // Those that are due, until so many are under way.
  void start_due();
  void finish_one();

  boost::asio::io_context& io_;
  ProbeSource source_;
  std::function<void()> done_;
  std::vector<std::shared_ptr<PathLook>> looks_;
  std::size_t unfinished_;
  boost::asio::steady_timer timer_;
  std::vector<std::shared_ptr<PathLook>> in_turn_;  // by when they may start
  std::size_t started_ = 0;                         // of them
  TimePoint begun_at_;
  std::size_t running_ = 0;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
