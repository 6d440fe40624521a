#pragma once

#include "base/path_table.hpp"
#include "net/error_queue.hpp"
#include "probe-agent/dial/destination_pacer.hpp"
#include "probe-agent/dial/dial_names.hpp"
#include "probe-agent/dial/dial_network.hpp"
#include "probe-agent/dial/pacer.hpp"
#include "probe-agent/dial/path_dial.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// Where the paths of a run stand: which attempt starts when, under one pace for all of them, and
// what became of it. No socket and no clock of its own: it asks a network to send, and is told what
// happened; whoever owns it calls run_due() when next_due() has come.
class DialProgress {
 public:
  struct Source {
    std::optional<IpAddress> bind;      // the only address that probes may leave from
    std::vector<Vantage> vantages;      // for each of the plan's diallers
    std::optional<OverlayWay> overlay;  // what leads there is not dialled
  };
  using Now = std::function<TimePoint()>;

  // The network must outlive it, and be silent while it goes.
  DialProgress(wire::Probe plan, Source source, Now now, DialNetwork& network);

  // The order is here: paths are put into the order of the rotation. Then names are to be resolved.
  void begin();
  [[nodiscard]] std::vector<net::NameQuestion> questions() const { return names_.questions(); }
  void resolved(std::span<const net::ResolvedName> answers);

  // Names are resolved, and every path is over.
  [[nodiscard]] bool is_over() const { return resolved_ && unfinished_ == 0; }
  // TimePoint::max(): nothing is due unless something happens.
  [[nodiscard]] TimePoint next_due() const;
  void run_due();

  // What the network has to tell. A path that nobody dials is passed over.
  void udp_sent(std::size_t index, unsigned attempt, int error, TimePoint at);
  void udp_answered(
      const PathId& path, unsigned attempt, const evidence::AnswerSource& from, TimePoint at
  );
  void udp_error(const PathId& path, unsigned attempt, const net::QueuedError& error);
  // Too little was quoted to tell the path: all that lead there with this attempt are meant.
  void udp_error_at(
      const IpAddress& to, std::uint16_t port, unsigned attempt, const net::QueuedError& error
  );
  void connected(std::size_t index, unsigned attempt);
  void asked(std::size_t index, unsigned attempt, TimePoint at);
  void answered(std::size_t index, unsigned attempt, TimePoint at);
  // A running service took the connection. limit: how long the attempt may take from its start.
  void service_connected(std::size_t index, unsigned attempt, std::chrono::milliseconds limit);
  void service_heard(std::size_t index, unsigned attempt, const Heard& heard);
  void failed(std::size_t index, const evidence::DialFailure& failure);

  [[nodiscard]] const wire::Probe& plan() const { return plan_; }
  [[nodiscard]] const DialNames& names() const { return names_; }
  [[nodiscard]] const std::vector<PathDial>& paths() const { return paths_; }
  // nullptr: it was not planned.
  [[nodiscard]] const PathDial* find(const PathId& path) const;
  [[nodiscard]] const IpAddress& address_of(const PathDial& path) const {
    return names_.address_of(path.plan());
  }
  // When the attempt began.
  [[nodiscard]] TimePoint asked_at(std::size_t index, unsigned attempt) const {
    return times_[index * plan_.attempts + attempt].asked_at;
  }

 private:
  using Wake = std::pair<TimePoint, std::uint32_t>;  // when to see to which path

  void pass_over(std::size_t index, evidence::DialStage stage, int error);
  void see_to(std::size_t index, TimePoint now);
  void start_ready();
  [[nodiscard]] std::optional<TimePoint> postpone(
      const PathDial& path, std::size_t index, TimePoint now
  );
  void make_room(const PathDial& path, std::size_t index);
  void start_attempt(PathDial& path, std::size_t index, TimePoint now);
  [[nodiscard]] std::optional<evidence::DialFailure> connect(
      const PathDial& path, std::size_t index, unsigned attempt
  );
  [[nodiscard]] ServiceCall call_of(const PathDial& path) const;
  void wake(std::size_t index);
  void finish(std::size_t index);

  wire::Probe plan_;
  AttemptLimits limits_;
  std::optional<IpAddress> bind_;
  std::optional<OverlayWay> overlay_;
  Now now_;
  DialNetwork& network_;
  DialNames names_;
  Pacer pacer_;
  DestinationPacer destinations_;
  std::vector<AttemptTimes> times_;
  std::vector<PathDial> paths_;
  PathTable<std::uint32_t> by_id_;  // probe_paths_max at most
  std::size_t unfinished_ = 0;
  bool resolved_ = false;
  TimePoint ordered_at_;
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
  std::deque<std::uint32_t> ready_;  // paths whose next attempt only waits for the pace
};

}  // namespace oakprobe::agent
