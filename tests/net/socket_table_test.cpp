#include "net/socket_table.hpp"

#include "net/port_owner.hpp"
#include "tests/net/tap_fixture.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include <cerrno>

namespace oakprobe::net {
namespace {

BoundSocket bound_to(const char* address, bool ipv6_only = false) {
  BoundSocket socket;
  socket.local = make_address(address);
  socket.ipv6_only = ipv6_only;
  return socket;
}

TEST(SocketTable, TellsWhichSocketTakesAnAddress) {
  struct Row {
    BoundSocket socket;
    const char* destination;
    bool taken;
  };
  for (const Row& row : {
           Row{bound_to("0.0.0.0"), "192.0.2.2", true},
           Row{bound_to("0.0.0.0"), "2001:db8::2", false},
           Row{bound_to("192.0.2.2"), "192.0.2.2", true},
           Row{bound_to("127.0.0.1"), "192.0.2.2", false},
           Row{bound_to("::"), "192.0.2.2", true},
           Row{bound_to("::", true), "192.0.2.2", false},
           Row{bound_to("::", true), "2001:db8::2", true},
           Row{bound_to("2001:db8::2"), "2001:db8::2", true},
           Row{bound_to("::1"), "2001:db8::2", false},
       }) {
    EXPECT_EQ(takes(row.socket, make_address(row.destination)), row.taken)
        << row.socket.local << " and " << row.destination;
  }
}

class SocketTableTest : public TapTest {
 protected:
  // The only socket of the port, of the host that this process is at.
  static BoundSocket only_socket(ListenPort port) {
    const auto sockets = bound_sockets(port).value();
    EXPECT_EQ(sockets.size(), 1U);
    return sockets.empty() ? BoundSocket{} : sockets[0];
  }
};

TEST_F(SocketTableTest, FindsADualStackDaemonAndTellsItFromAnIpv6OnlyOne) {
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  hosts.at(Host::target);
  for (const bool only : {false, true}) {
    udp::socket socket(io, udp::v6());
    socket.set_option(boost::asio::ip::v6_only(only));
    socket.bind(udp::endpoint(udp::v6(), tunnel));
    const BoundSocket found = only_socket({Protocol::udp, tunnel});
    EXPECT_EQ(found.ipv6_only, only);
    EXPECT_EQ(takes(found, address(Host::target, false)), !only);
    EXPECT_TRUE(takes(found, address(Host::target, true)));
    const auto process = process_of_socket(found.inode);
    ASSERT_TRUE(process.has_value());
    EXPECT_EQ(process->pid, ::getpid());
  }
}

TEST_F(SocketTableTest, LeavesOutConnectionsAndOtherPorts) {
  hosts.at(Host::target);
  const udp::endpoint here(address(Host::target, false), tunnel);
  udp::socket connected(io, here);
  connected.connect(udp::endpoint(address(Host::source, false), 9));
  const udp::socket other(io, udp::endpoint(udp::v4(), open_port));
  EXPECT_TRUE(bound_sockets({Protocol::udp, tunnel}).value().empty());
  EXPECT_TRUE(bound_sockets({Protocol::tcp, open_port}).value().empty());
  const tcp::acceptor listener(io, tcp::endpoint(tcp::v4(), api));
  EXPECT_EQ(only_socket({Protocol::tcp, api}).local, make_address("0.0.0.0"));
}

TEST_F(SocketTableTest, CountsWhatDidNotFitIntoASocketsBuffer) {
  udp::socket owner = socket_at(Host::target, false, tunnel);
  owner.set_option(boost::asio::socket_base::receive_buffer_size(1));
  RawTap raw = raw_tap(Host::target);
  udp::socket peer = socket_at(Host::source, false);
  EXPECT_EQ((hosts.at(Host::target), only_socket({Protocol::udp, tunnel}).drops), 0U);
  for (int i = 0; i < 100; ++i) send_probe(peer, tunnel);
  send_probe(peer, open_port, 1);
  probes_until(raw, {false, open_port, 1});
  hosts.at(Host::target);
  EXPECT_GT(only_socket({Protocol::udp, tunnel}).drops, 50U);
}

// The SYN-ACK leaves the target and never reaches the source: the kernel waits for the last ACK.
TEST_F(SocketTableTest, ShowsAHandshakeWhoseAnswerWasLost) {
  for (const bool v6 : {false, true}) {
    if (v6 && !has_ipv6()) continue;
    const TwoHosts pair;
    pair.at(Host::target);
    const tcp::acceptor listener(io, tcp::endpoint(address(Host::target, v6), api));
    PacketTap target = PacketTap::open(TapLayer::link, run_ports).value();
    EXPECT_TRUE(half_open_connections().value().empty());
    pair.firewall(Host::source, "type filter hook input priority 0;", "tcp sport 10000 drop");
    tcp::socket socket(io, tcp::endpoint(address(Host::source, v6), 0));
    socket.native_non_blocking(true);
    const tcp::endpoint to(address(Host::target, v6), api);
    ASSERT_EQ(::connect(socket.native_handle(), to.data(), static_cast<socklen_t>(to.size())), -1);
    EXPECT_EQ(errno, EINPROGRESS);
    bool answered = false;
    while (!answered) {
      pollfd ready{target.fd(), POLLIN, 0};
      ASSERT_EQ(::poll(&ready, 1, patience_ms), 1);
      target.drain([&](const packets::CapturedPacket& packet) {
        const auto* segment = std::get_if<packets::TcpView>(&packet.view.content);
        answered = answered || (segment != nullptr && segment->ack && packet.outgoing);
      });
    }
    pair.at(Host::target);
    const auto connections = half_open_connections().value();
    ASSERT_EQ(connections.size(), 1U);
    EXPECT_EQ(connections[0].port, api);
    EXPECT_EQ(connections[0].peer, address(Host::source, v6));
    EXPECT_EQ(connections[0].peer_port, socket.local_endpoint().port());
  }
}

}  // namespace
}  // namespace oakprobe::net
