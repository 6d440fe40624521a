#include "coordinator/report/early_results.hpp"

#include "../diagnosis/check_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

TEST(EarlyResults, TellWhatIsWrongAndNothingElse) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  one.path(tunnel, "w2", "w1", verdict_of(Status::unknown, Cause::agent_busy));
  one.path(tunnel, "w2", "w3", verdict_of(Status::open, Cause::return_lost));
  summarize(one.check);
  EXPECT_EQ(render_early_results(one.check, {}), "");
  for (const char* source : {"w1", "w2"})
    one.path(
        one.flow(source, Protocol::udp, 50'103),
        source,
        "w3",
        verdict_of(Status::blocked, Cause::dropped, {diagnosis::Segment::target_firewall})
    );
  summarize(one.check);
  EXPECT_EQ(
      render_early_results(one.check, {}),
      "So far, before the closer look:\n"
      "  2 paths blocked, dropped (w3): 2 paths from w1, w2 to w3 (udp 50103) arrive\n"
      "    there and are not let in.\n"
  );
}

TEST(EarlyResults, AreFew) {
  CheckCase one{"w1", "w2"};
  for (std::uint16_t port = 1; port <= early_results_max + 3; ++port)
    one.path(
           one.flow("f", Protocol::tcp, port),
           "w1",
           "w2",
           verdict_of(Status::blocked, Cause::dropped)
    )
        ->port = port;
  for (std::size_t at = 0; at < one.check.paths.size(); ++at)
    one.check.paths.edit(at)->verdict.edit().where = {all_values<diagnosis::Segment>[at % 8]};
  summarize(one.check);
  const std::string text = render_early_results(one.check, {});
  EXPECT_THAT(text, HasSubstr("\n  ... and 3 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("\n\n")));
}

}  // namespace
}  // namespace oakprobe::report
