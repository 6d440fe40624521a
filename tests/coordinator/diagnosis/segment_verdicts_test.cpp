#include "coordinator/diagnosis/closer_look.hpp"
#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
constexpr std::nullopt_t no_cause = std::nullopt;
const std::vector<Segment> way_out{source_firewall, network, target_firewall};
const std::vector<Segment> way_back{return_target_firewall, return_network, return_source_firewall};

PathCase open_path() {
  return PathCase::tcp().connected({0, 1, 2}).delivered({0, 1, 2}).answered({0, 1, 2});
}

// One connection with segments of so many bytes: whether they arrived, and came back.
void segments(PathCase& path, std::uint16_t bytes, bool there, bool back) {
  path.sized(bytes, there);
  path.look->seen.sizes.back().answered = back;
}

TEST(Segments, FullOnesThatDoNotPassAreAMatterOfTheMtu) {
  check_rows(
      open_path(),
      {
          {"full ones pass",
           [](PathCase& c) { segments(c, 1'500, true, true); },
           Status::open,
           no_cause,
           {}},
          {"neither way",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, true, true);
             segments(c, 1'396, true, true);
             segments(c, 1'401, false, false);
             segments(c, 1'500, false, false);
           },
           Status::degraded,
           Cause::mtu,
           way_out,
           "(packets of 1500 bytes) pass in neither direction: what is longer than 1396 bytes",
           "\"mtu\": 1396"},
          {"they do not arrive",
           [](PathCase& c) {
             segments(c, 1'500, false, true);
             segments(c, 1'396, true, true);
           },
           Status::degraded,
           Cause::mtu,
           way_out,
           "(packets of 1500 bytes) do not arrive",
           "clamp the MSS"},
          {"they do not come back",
           [](PathCase& c) {
             segments(c, 1'500, true, false);
             segments(c, 1'396, true, true);
           },
           Status::degraded,
           Cause::mtu,
           way_back,
           "do not come back from w3"},
          {"the first was lost by chance: the second full one passed",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, true, true);
             segments(c, 1'500, true, true);
           },
           Status::open,
           no_cause,
           {}},
          {"nothing of any size: no matter of size",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, false, false);
           },
           Status::open,
           no_cause,
           {}},
          {"the first connection failed: not tried",
           [](PathCase& c) {
             segments(c, 9'216, false, false);
             c.look->seen.sizes.back().error = ETIMEDOUT;
             segments(c, 576, true, true);
           },
           Status::open,
           no_cause,
           {}},
          {"one that could not be tried tells nothing",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, true, true);
             segments(c, 1'400, false, false);
             c.look->seen.sizes.back().error = ECONNRESET;
           },
           Status::degraded,
           Cause::mtu,
           way_out,
           "longer than 576 bytes"},
          {"the target did not tell what came; what came back is known",
           [](PathCase& c) {
             segments(c, 1'500, false, true);
             c.look->target_told = false;
           },
           Status::open,
           no_cause,
           {}},
          {"so, and nothing full came back",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, false, true);
             c.look->target_told = false;
           },
           Status::degraded,
           Cause::mtu,
           way_back},
      }
  );
}

TEST(Segments, OfARunningServiceAreLongRequests) {
  PathCase service = PathCase::tcp().listen_mode(evidence::ListenMode::live).connected({0, 1, 2});
  service.flow().service = inventory::Service::http;
  service.says(evidence::AnswerKind::itself, "HTTP/1.1 200");
  check_rows(
      service,
      {
          {"a long request arrives",
           [](PathCase& c) {
             segments(c, 1'500, false, true);
             c.look->target_told = false;
           },
           Status::open,
           no_cause,
           {}},
          {"only one in short segments does",
           [](PathCase& c) {
             segments(c, 1'500, false, false);
             segments(c, 576, false, true);
             segments(c, 1'500, false, false);
             segments(c, 1'384, false, true);
             c.look->target_told = false;
           },
           Status::degraded,
           Cause::mtu,
           way_out,
           "a request that fills whole segments (packets of 1500 bytes) does not arrive"},
      }
  );
}

// One exchange with a running service, of segments of so many bytes: whether it came to its end.
void exchange(PathCase& path, std::uint16_t bytes, bool long_answer, bool ended) {
  segments(path, bytes, false, ended);
  path.look->seen.sizes.back().asked_long = long_answer;
  path.look->target_told = false;
}

TEST(Segments, OfALongAnswerTellOfTheWayBack) {
  PathCase service = PathCase::tcp().listen_mode(evidence::ListenMode::live).connected({0, 1, 2});
  service.flow().service = inventory::Service::http;
  service.says(evidence::AnswerKind::doubtful, "HTTP/1.1 200");
  check_rows(
      service,
      {
          {"both are long, and end",
           [](PathCase& c) {
             exchange(c, 1'500, true, true);
             exchange(c, 1'500, false, true);
           },
           Status::open,
           no_cause,
           {}},
          {"a long answer ends in short segments only; then no request tells of the way there",
           [](PathCase& c) {
             exchange(c, 576, false, true);
             exchange(c, 1'500, true, false);
             exchange(c, 1'500, true, false);
             exchange(c, 576, true, true);
             exchange(c, 1'384, true, true);
           },
           Status::degraded,
           Cause::mtu,
           way_back,
           "an answer that fills whole segments (packets of 1500 bytes) does not come back: what "
           "is "
           "longer than 1384 bytes",
           "\"mtu\": 1384"},
          {"long answers end, and long requests arrive in short segments only",
           [](PathCase& c) {
             exchange(c, 1'500, true, true);
             exchange(c, 1'500, false, false);
             exchange(c, 576, false, true);
           },
           Status::degraded,
           Cause::mtu,
           way_out,
           "a request that fills whole segments (packets of 1500 bytes) does not arrive"},
          {"it has no long answer in time: nothing is known of the way back",
           [](PathCase& c) {
             exchange(c, 1'500, true, false);
             exchange(c, 576, true, false);
             exchange(c, 1'500, false, true);
           },
           Status::open,
           no_cause,
           {}},
          {"so, and long requests arrive in short segments only",
           [](PathCase& c) {
             exchange(c, 1'500, true, false);
             exchange(c, 576, true, false);
             exchange(c, 1'500, false, false);
             exchange(c, 576, false, true);
           },
           Status::degraded,
           Cause::mtu,
           way_out},
      }
  );
}

TEST(PathMtu, OfATcpPathIsToldOnlyWhereAFullSegmentFails) {
  PathCase path = open_path();
  segments(path, 1'440, true, true);
  EXPECT_FALSE(path_mtu_of(*path.look, Protocol::tcp)) << "clamped, perhaps";
  segments(path, 1'440, true, true);
  path.look->seen.sizes[0].answered = path.look->seen.sizes[1].answered = false;
  segments(path, 1'396, true, true);
  EXPECT_EQ(path_mtu_of(*path.look, Protocol::tcp), 1'396);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
