#include "oakestra/worker_program.hpp"

#include <gtest/gtest.h>

namespace oakprobe::oakestra {
namespace {

const std::string started =
    "2026/11/29 10:00:00 NetManager started, but waiting for NodeEngine registration 🟠\n";
const std::string asked =
    "INFO-2026/11/29 10:00:05 server.go:104: Received registration request, registering the "
    "NetManager to the Cluster\n";
const std::string configured =
    "INFO-2026/11/29 10:00:05 server.go:131: STARTUP_CONFIG: Node=192.0.2.31:50103 | "
    "Cluster=192.0.2.20:10003\n";
const std::string running =
    "INFO-2026/11/29 10:00:06 server.go:151: NetManager is now running 🟢\n";
const std::string panicked = "2026/11/29 10:00:15 http: panic serving @: network Error\n";

TEST(NetManagerLog, TellsHowFarTheRegistrationCame) {
  EXPECT_EQ(parse_netmanager_log("").registration, Registration::unknown);
  EXPECT_EQ(parse_netmanager_log(running).registration, Registration::unknown) << "of which start?";
  EXPECT_EQ(parse_netmanager_log(started).registration, Registration::awaited);
  EXPECT_EQ(parse_netmanager_log(started + asked).registration, Registration::begun);
  EXPECT_EQ(parse_netmanager_log(started + asked + running).registration, Registration::finished);
}

TEST(NetManagerLog, ForgetsWhatWasBeforeTheLastStart) {
  const auto log = parse_netmanager_log(started + asked + configured + panicked + started);
  EXPECT_EQ(log.registration, Registration::awaited);
  EXPECT_EQ(log.advertised_address, "");
  EXPECT_EQ(log.last_error, "");
}

TEST(NetManagerLog, TellsWhatIsAdvertised) {
  const auto log = parse_netmanager_log(started + asked + configured);
  EXPECT_EQ(log.advertised_address, "192.0.2.31");
  EXPECT_EQ(log.advertised_port, "50103");
  EXPECT_EQ(parse_netmanager_log(configured).advertised_address, "") << "of which start?";
  const auto odd = parse_netmanager_log(started + "STARTUP_CONFIG: Node=\nSTARTUP_CONFIG: Node=x");
  EXPECT_EQ(odd.advertised_address, "");
}

TEST(NetManagerLog, KeepsTheLastErrorShortAndClean) {
  EXPECT_EQ(
      parse_netmanager_log(started + panicked + asked).last_error,
      "2026/11/29 10:00:15 http: panic serving @: network Error"
  );
  const auto hostile =
      parse_netmanager_log(started + "ERROR \x1b[2J\xff" + std::string(100'000, 'x'));
  EXPECT_EQ(hostile.last_error.size(), log_line_bytes_max);
  EXPECT_EQ(hostile.last_error.substr(0, 11), "ERROR ?[2J?");
}

}  // namespace
}  // namespace oakprobe::oakestra
