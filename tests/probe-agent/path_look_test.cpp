#include "path_look_case.hpp"
#include "tests/support/scripted_service.hpp"

#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing_support::ScriptedService;

const IpAddress elsewhere = boost::asio::ip::make_address("127.0.0.2");

// A stand-in that answers each probe, or none from a port that is dead.
class Echo {
 public:
  Echo(boost::asio::io_context& io, const wire::DatagramCodec& codec)
      : codec_(codec),
        socket_(io, udp::endpoint(here, 0)),
        other_(io, udp::endpoint(elsewhere, 0)) {
    receive();
  }

  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }

  std::set<std::uint16_t> dead;
  bool from_elsewhere = false;
  std::map<std::uint16_t, int> probes;  // by the port that they came from

 private:
  void receive() {
    socket_.async_receive_from(
        boost::asio::buffer(bytes_),
        from_,
        [this](const boost::system::error_code& failed, std::size_t size) {
          if (failed) return;
          answer(std::span(bytes_).first(size));
          receive();
        }
    );
  }

  void answer(std::span<std::byte> bytes) {
    auto probe = codec_.decode(bytes);
    if (!probe) return;
    ++probes[from_.port()];
    if (dead.contains(from_.port())) return;
    probe->kind = wire::DatagramKind::echo;
    codec_.encode(*probe, bytes);
    (from_elsewhere ? other_ : socket_)
        .send_to(boost::asio::buffer(bytes.data(), bytes.size()), from_);
  }

  const wire::DatagramCodec& codec_;
  udp::socket socket_;
  udp::socket other_;
  udp::endpoint from_;
  std::array<std::byte, wire::datagram_bytes_min> bytes_{};
};

class BurstAgain : public PathLookTest {
 protected:
  BurstAgain() {
    dialler_.set_option(udp::socket::reuse_address(true));
    dialler_.bind(udp::endpoint(udp::v4(), 0));
    echo_.dead = {lost_port()};
  }

  [[nodiscard]] std::uint16_t lost_port() const { return dialler_.local_endpoint().port(); }

  evidence::LookEvidence burst() { return burst(lost_port()); }
  evidence::LookEvidence burst(std::uint16_t lost) {
    LookTarget target = target_at(echo_.port());
    target.look.burst = 40;
    target.lost_ports = {lost};
    return look(std::move(target));
  }

  Echo echo_{io_, codec_};
  udp::socket dialler_{io_, udp::v4()};  // whose probe was lost
};

TEST_F(PathLookTest, AsksOnceAndHearsTheAnswer) {
  Echo echo(io_, codec_);
  LookTarget target = target_at(echo.port());
  target.look.again = evidence::AskAgain::once;
  const evidence::LookEvidence seen = look(std::move(target));
  EXPECT_EQ(seen.asked_again, 1);
  EXPECT_TRUE(seen.again_answered);
  EXPECT_FALSE(seen.refused);
}

TEST_F(PathLookTest, AsksOnceAndHearsWhoRefuses) {
  const std::uint16_t closed = udp::socket(io_, udp::endpoint(here, 0)).local_endpoint().port();
  LookTarget target = target_at(closed);
  target.look.again = evidence::AskAgain::once;
  target.look.trace = true;
  const evidence::LookEvidence seen = look(std::move(target));
  ASSERT_TRUE(seen.refused);
  EXPECT_EQ(seen.refused->type, 3);
  EXPECT_EQ(seen.refused->code, 3);
  EXPECT_THAT(seen.hops, IsEmpty()) << "the error is no hop's";
}

TEST_F(PathLookTest, AsksASilentPathPatientlyAsOftenAsItMay) {
  udp::socket silent(io_, udp::endpoint(here, 0));
  LookTarget target = target_at(silent.local_endpoint().port());
  target.look.again = evidence::AskAgain::patiently;
  const auto one = std::make_shared<PathLook>(io_, codec_, run, source_, std::move(target));
  ASSERT_TRUE(one->asks_patiently());
  bool over = false;
  one->ask_again(true, [&over] { over = true; });
  while (!over) io_.run_one();
  EXPECT_EQ(one->evidence().asked_again, evidence::again_probes_max);
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  for (int sent = 0; sent < evidence::again_probes_max; ++sent)
    EXPECT_EQ(silent.receive(boost::asio::buffer(bytes)), bytes.size());
  EXPECT_EQ(silent.available(), 0U);
  one->stop();
}

// So often, and nothing else is told.
evidence::LookEvidence connected(std::uint8_t times) {
  evidence::LookEvidence seen;
  seen.path = path;
  seen.asked_again = times;
  return seen;
}

TEST_F(PathLookTest, ConnectsAgainToWhoIsSilentOverTcp) {
  // One that nobody accepts fills its queue: no further SYN is answered.
  tcp::acceptor full(io_, tcp::v4());
  full.bind(tcp::endpoint(here, 0));
  full.listen(0);
  tcp::socket first(io_);
  first.connect(full.local_endpoint());
  LookTarget target = target_at(full.local_endpoint().port());
  target.protocol = Protocol::tcp;
  target.look.again = evidence::AskAgain::patiently;
  const evidence::LookEvidence seen = look(std::move(target));
  EXPECT_EQ(seen, connected(3));
}

TEST_F(PathLookTest, ConnectsAgainOverTcpUntilItIsAnswered) {
  ScriptedService service(io_);
  const std::uint16_t closed = tcp::acceptor(io_, tcp::endpoint(here, 0)).local_endpoint().port();
  for (const std::uint16_t port : {service.port(), closed}) {
    LookTarget target = target_at(port);
    target.protocol = Protocol::tcp;
    target.look.again = evidence::AskAgain::once;
    EXPECT_EQ(look(std::move(target)), connected(1));
  }
  while (service.visits.empty() || !service.visits[0].ended) io_.run_one();
  EXPECT_EQ(service.visits[0].bytes, "");
  EXPECT_FALSE(service.visits[0].reset);
}

TEST_F(PathLookTest, TracesUpToTheTargetAndNoFurther) {
  Echo echo(io_, codec_);
  LookTarget target = target_at(echo.port());
  target.look.trace = true;
  EXPECT_THAT(look(target).hops, testing::ElementsAre(evidence::Hop{1, here, true}));
  ScriptedService service(io_);
  target.protocol = Protocol::tcp;
  target.port = service.port();
  EXPECT_THAT(look(target).hops, testing::ElementsAre(evidence::Hop{1, here, true}));
}

TEST_F(PathLookTest, GivesUpATraceAfterThreeSilentHops) {
  udp::socket silent(io_, udp::endpoint(here, 0));
  LookTarget target = target_at(silent.local_endpoint().port());
  target.look.trace = true;
  EXPECT_THAT(look(std::move(target)).hops, IsEmpty());
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  for (unsigned limit = 1; limit <= 3; ++limit) {
    silent.receive(boost::asio::buffer(bytes));
    const auto probe = testing_support::codec_of(path.target).decode(bytes);
    ASSERT_TRUE(probe);
    EXPECT_EQ(probe->attempt, evidence::trace_attempt + limit);
  }
  EXPECT_EQ(silent.available(), 0U);
}

TEST_F(PathLookTest, TriesNoLargerPacketThanTheFullOneWhereNothingIsAnswered) {
  constexpr std::uint16_t full = 1'500;
  boost::asio::ip::udp::socket sink(io_, udp::endpoint(here, 0));
  LookTarget target = target_at(sink.local_endpoint().port());
  target.look.full_bytes = full;
  const auto seen = look(std::move(target));
  ASSERT_GE(seen.sizes.size(), 2U);
  EXPECT_EQ(seen.sizes[0].bytes, full);
  EXPECT_FALSE(seen.sizes[0].may_fragment);
  EXPECT_TRUE(seen.sizes[1].may_fragment);
  EXPECT_THAT(seen.sizes, Each(Field(&evidence::SizedProbe::bytes, testing::Le(full))));
  EXPECT_LE(seen.sizes.size(), evidence::sizes_max);
  EXPECT_THAT(seen.sizes, Each(Field(&evidence::SizedProbe::answered, false)));
}

constexpr std::uint64_t all_sent = (std::uint64_t{1} << 40U) - 1;

std::uint64_t of_first_port() {
  std::uint64_t probes = 0;
  for (unsigned probe = 0; probe < 40; ++probe)
    if (evidence::burst_port_of(probe) == 0) probes |= std::uint64_t{1} << probe;
  return probes;
}

TEST_F(BurstAgain, LeavesFromThePortWhoseProbeWasLost) {
  const auto seen = burst();
  EXPECT_EQ(echo_.probes.size(), evidence::burst_ports);
  EXPECT_EQ(echo_.probes[lost_port()], 5);
  EXPECT_EQ(seen.burst_sent, all_sent);
  EXPECT_EQ(seen.burst_answered, all_sent & ~of_first_port());
}

TEST_F(BurstAgain, HearsAnswersAtASharedPort) {
  echo_.dead.clear();
  EXPECT_EQ(burst().burst_answered, all_sent);
}

TEST_F(BurstAgain, CountsNoAnswerFromElsewhere) {
  echo_.dead.clear();
  echo_.from_elsewhere = true;
  const auto seen = burst();
  EXPECT_EQ(seen.burst_sent, all_sent);
  EXPECT_EQ(seen.burst_answered, 0U);
}

TEST_F(BurstAgain, TakesAnotherPortWhereThatOneIsGone) {
  udp::socket owner(io_, udp::endpoint(udp::v4(), 0));  // shares its port with nobody
  EXPECT_EQ(burst(owner.local_endpoint().port()).burst_answered, all_sent);
  EXPECT_EQ(echo_.probes.count(owner.local_endpoint().port()), 0U);
}

}  // namespace
}  // namespace oakprobe::agent
