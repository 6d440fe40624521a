#pragma once

#include "coordinator/diagnosis/verdict.hpp"
#include "inventory/path_name.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::alerts {

// An alert outlives the inventory that its paths' ids are of.
using inventory::PathName;

// Of an alert's paths: so many are told, and so many show what becomes of it.
inline constexpr std::size_t sample_max = 10;
inline constexpr std::size_t tracked_max = 64;

// A common cause of one run, in words and names.
struct CauseStory {
  diagnosis::Status status{};
  std::optional<diagnosis::Cause> cause;
  diagnosis::SegmentSet where;
  std::string node;     // at fault; empty: none is known to be
  std::string flow;     // of all its paths; empty: they have several
  std::string message;  // as reports have it
  std::string fix;
  std::size_t paths = 0;
  std::vector<PathName> tracked;  // spread over all of its paths, tracked_max at most
  std::string subject;            // what its paths have in common: "target w3 udp 50103"

  friend bool operator==(const CauseStory&, const CauseStory&) = default;
};

// A cause that is believed, from the run that it was first believed in until it is over. Times are
// RFC 3339, UTC.
struct Alert {
  std::string id;       // RUN-CAUSE, as the report of its first run numbers it: the same for good
  bool firing = true;   // false: it is over
  bool muted = false;   // by a silence: nobody is told
  bool told = false;    // that it fires
  std::string told_as;  // status and cause, as they were told last
  std::uint32_t sent = 0;  // messages that were made of it; each has a number
  std::string since;
  std::string changed;    // when it last was told anew
  std::string run;        // of that
  std::string inventory;  // as the user named it
  std::string joined;     // it is over since its paths are another alert's: its id
  CauseStory cause;       // as the last run saw it
  // What a receiver sorts by. As it was when it began: two sets of labels would be two alerts.
  std::map<std::string, std::string> labels;

  friend bool operator==(const Alert&, const Alert&) = default;
};

}  // namespace oakprobe::alerts
