#pragma once

#include "probe-agent/dial/dial_progress.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// A network of a test's own: keeps what was sent, and does to it what the test says. The clock is
// moved by hand.
class FakeNetwork : public DialNetwork {
 public:
  struct Sent {
    std::size_t index = 0;
    unsigned attempt = 0;
    TimePoint at;
  };

  int queue_probe(
      std::size_t index, const PathId&, unsigned attempt, const IpAddress&, std::uint16_t
  ) override {
    if (open_error != 0) return open_error;
    queued_.push_back({index, attempt, now});
    return 0;
  }
  void flush() override {
    for (const Sent& one : std::exchange(queued_, {})) {
      progress->udp_sent(one.index, one.attempt, send_error, now);
      note(one);
    }
  }
  std::optional<evidence::DialFailure>
  connect(std::size_t index, const wire::PlannedPath&, unsigned attempt, const IpAddress&, const net::NetworkNamespace*)
      override {
    return begin(index, attempt);
  }
  std::optional<evidence::DialFailure> ask(
      std::size_t index, const PathId&, unsigned attempt, ServiceCall call
  ) override {
    calls.push_back(std::move(call));
    return begin(index, attempt);
  }
  [[nodiscard]] bool is_full_of_connections() const override { return open.size() >= open_max; }
  [[nodiscard]] bool is_full_of_questions() const override { return open.size() >= open_max; }
  void abandon(std::size_t index, unsigned attempt) override {
    if (open.erase({index, attempt}) > 0) abandoned.emplace_back(index, attempt);
  }
  void abandon(std::size_t index) override {
    for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) abandon(index, attempt);
  }
  void end_talks(std::size_t) override {}

  TimePoint now{std::chrono::hours(1)};
  DialProgress* progress = nullptr;
  std::function<void(const Sent&)> on_sent;  // what becomes of it
  int open_error = 0;
  int send_error = 0;
  std::optional<evidence::DialFailure> refusal;  // of a connection, at once
  std::size_t open_max = 1'000;

  std::vector<Sent> sent;
  std::vector<ServiceCall> calls;
  std::set<std::pair<std::size_t, unsigned>> open;  // connections
  std::vector<std::pair<std::size_t, unsigned>> abandoned;

 private:
  std::optional<evidence::DialFailure> begin(std::size_t index, unsigned attempt) {
    const Sent one{index, attempt, now};
    if (refusal) {
      auto failure = refusal;
      failure->attempt = static_cast<std::uint8_t>(attempt);
      sent.push_back(one);
      return failure;
    }
    open.emplace(index, attempt);
    note(one);
    return std::nullopt;
  }
  void note(const Sent& one) {
    sent.push_back(one);
    if (on_sent) on_sent(one);
  }

  std::vector<Sent> queued_;
};

// A run over such a network: goes from one thing that is due to the next.
class FakeRun {
 public:
  explicit FakeRun(wire::Probe plan, DialProgress::Source source = {})
      : progress(
            std::move(plan), std::move(source), [this] { return network.now; }, network
        ) {
    network.progress = &progress;
    progress.begin();
    begun_at = network.now;
  }

  // No names, or none has an address.
  void resolve_nothing() {
    std::vector<net::ResolvedName> answers;
    for (const net::NameQuestion& question : progress.questions())
      answers.push_back({question.name, {}, -2});
    progress.resolved(answers);
  }

  // Something comes at that time.
  void later(Clock::duration after, std::function<void()> what) {
    coming_.emplace(network.now + after, std::move(what));
  }

  // Until that time, and what is due then, too.
  void run_until(TimePoint end) {
    while (true) {
      const TimePoint arrival = coming_.empty() ? TimePoint::max() : coming_.begin()->first;
      const TimePoint next = std::min(arrival, progress.next_due());
      if (next > end) break;
      network.now = std::max(network.now, next);
      if (arrival <= network.now) {
        const auto what = coming_.extract(coming_.begin()).mapped();
        what();
      } else {
        progress.run_due();
      }
    }
    network.now = std::max(network.now, end);
  }
  void run_for(Clock::duration time) { run_until(network.now + time); }
  // What is over then; a run that is not after a minute of its own time never will be.
  [[nodiscard]] Clock::duration run_to_end() {
    const TimePoint limit = begun_at + std::chrono::minutes(1);
    while (!progress.is_over() && network.now < limit) {
      const TimePoint arrival = coming_.empty() ? TimePoint::max() : coming_.begin()->first;
      run_until(std::min({limit, arrival, progress.next_due()}));
    }
    return network.now - begun_at;
  }

  [[nodiscard]] evidence::DialEvidence evidence(std::size_t index) const {
    return progress.paths()[index].evidence();
  }

  FakeNetwork network;
  DialProgress progress;
  TimePoint begun_at;

 private:
  std::multimap<TimePoint, std::function<void()>> coming_;
};

}  // namespace oakprobe::agent
