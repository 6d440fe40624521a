#include "coordinator/timeline/path_outcome.hpp"

#include <gtest/gtest.h>

namespace oakprobe::timeline {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::SegmentSet;
using diagnosis::Status;

TEST(PathOutcome, NamesItsPlacesAndReadsThemBack) {
  for (const SegmentSet where :
       {SegmentSet(),
        SegmentSet{Segment::network},
        SegmentSet{Segment::source_host, Segment::network, Segment::return_source_firewall}})
    EXPECT_EQ(parse_places(places_text(where)), where);
  EXPECT_EQ(
      parse_places("network, moon, , target-host"),
      (SegmentSet{Segment::network, Segment::target_host})
  );
}

TEST(PathOutcome, IsAsBadAsItIs) {
  EXPECT_EQ(trouble_of({Status::open, {}, {}, false}), Trouble::none);
  EXPECT_EQ(trouble_of({Status::closed, {}, {}, false}), Trouble::none);
  EXPECT_EQ(trouble_of({Status::open, Cause::return_lost, {}, false}), Trouble::remark);
  EXPECT_EQ(trouble_of({Status::degraded, Cause::mtu, {}, false}), Trouble::degraded);
  EXPECT_EQ(trouble_of({Status::exposed, {}, {}, false}), Trouble::broken);
  EXPECT_EQ(trouble_of({Status::blocked, Cause::dropped, {}, false}), Trouble::broken);
}

TEST(PathOutcome, IsToldInAFewWords) {
  EXPECT_EQ(
      outcome_text({Status::blocked, Cause::not_running, {Segment::target_host}, false}),
      "blocked: not-running (target-host)"
  );
  EXPECT_EQ(outcome_text({Status::unknown, {}, {}, true}), "unknown, accepted");
}

}  // namespace
}  // namespace oakprobe::timeline
