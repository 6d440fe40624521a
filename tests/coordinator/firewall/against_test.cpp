#include "coordinator/firewall/against.hpp"

#include "base/listing.hpp"
#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using evidence::Admission;
using evidence::OpenPort;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view one_cluster = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a}
  - {name: w2, address: 192.0.2.5, roles: [worker], cluster: a}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";

class Against : public testing::Test {
 protected:
  // All that is asked for gets in, and nothing else is there.
  Against() {
    for (const NodeRules& rules : needed.nodes) {
      evidence::Exposure exposure;
      for (const auto& need : questions(inventory, needed, rules)) {
        const std::size_t sources = need.anyone ? 1 : need.sources.size();
        exposure.needs.push_back({static_cast<std::uint32_t>(sources), 0, 0, {}, {}});
      }
      seen.push_back({std::move(exposure), ""});
    }
  }

  [[nodiscard]] std::size_t place(std::string_view node) const {
    for (std::size_t at = 0; at < needed.nodes.size(); ++at)
      if (inventory.node(needed.nodes[at].node).name == node) return at;
    throw std::out_of_range("no such node");
  }
  evidence::Exposure& at(std::string_view node) { return *seen[place(node)].exposure; }

  evidence::NeedAdmission& need(std::string_view node, Protocol protocol, std::uint16_t port) {
    const NodeRules& rules = needed.nodes[place(node)];
    for (std::size_t i = 0; i < rules.accept.size(); ++i)
      if (rules.accept[i].protocol == protocol && rules.accept[i].port == port)
        return at(node).needs[i];
    throw std::out_of_range("no such rule");
  }

  void open(
      std::string_view node,
      ListenPort port,
      std::string process,
      Admission admission = Admission::accepted
  ) {
    OpenPort one;
    one.port = port;
    one.process = std::move(process);
    one.ipv4 = admission;
    at(node).open.push_back(std::move(one));
  }

  // "w1 closed udp 50103: why"
  [[nodiscard]] std::vector<std::string> found() const {
    std::vector<std::string> lines;
    for (const Difference& one : differences(inventory, needed, seen))
      lines.push_back(
          inventory.node(one.node).name + " " + std::string(name_of(one.kind)) + " " +
          std::string(to_string(one.port.protocol)) + " " + std::to_string(one.port.port) + ": " +
          one.why
      );
    return lines;
  }
  [[nodiscard]] std::string table() const {
    return against_table(inventory, needed, differences(inventory, needed, seen));
  }

  inventory::Inventory inventory = inventory::parse(one_cluster);
  NeededRules needed = needed_rules(inventory, {});
  std::vector<SeenNode> seen;
};

TEST_F(Against, NothingStandsOut) {
  open("w1", {Protocol::tcp, 22}, "sshd");
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(
      table(),
      "4 nodes: what is needed is open, and nothing else of Oakestra's is open to anyone.\n"
  );
}

TEST_F(Against, SshAsItIsNowIsNoNeed) {
  need("w1", Protocol::tcp, 22) = {0, 1, 0, {}, {}};
  need("w2", Protocol::tcp, 22) = {0, 0, 1, {}, {}};
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Against, OfListsThatWereCutNothingIsCertain) {
  at("w1").needs.pop_back();
  for (std::size_t i = 0; i < evidence::open_ports_max; ++i)
    open("w2", {Protocol::tcp, static_cast<std::uint16_t>(1'000 + i)}, "x", Admission::dropped);
  EXPECT_THAT(
      found(),
      ElementsAre(
          HasSubstr("w1 not-certain tcp 0: only 1 of its 2 needs were looked at"),
          HasSubstr("w2 not-certain tcp 0: it has too many open ports: of those above 2023")
      )
  );
}

TEST_F(Against, AWellKnownPortThatDockerPublishesIsADatabase) {
  for (const bool published : {true, false}) {
    open("w1", {Protocol::tcp, 27'017}, "docker-proxy");
    at("w1").open.back().published = published;
  }
  EXPECT_THAT(
      found(),
      ElementsAre(
          HasSubstr("w1 exposed tcp 27017: docker-proxy, published by Docker"),
          HasSubstr("w1 other tcp 27017: docker-proxy; no flow needs it")
      )
  );
}

TEST_F(Against, ANeedIsOfEachSourceButTheNodeItself) {
  const auto asked = questions(inventory, needed, needed.nodes[place("w1")]);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_TRUE(asked[0].anyone);  // ssh
  EXPECT_EQ(asked[1].port, (ListenPort{Protocol::udp, 50'103}));
  EXPECT_EQ(
      join(asked[1].sources, " ", [](const IpAddress& one) { return one.to_string(); }), "192.0.2.5"
  );
}

TEST_F(Against, WhatIsNeededAndKeptOut) {
  auto& tunnel = need("w1", Protocol::udp, 50'103);
  tunnel = {0, 1, 0, parse_ip_address("192.0.2.5"), evidence::FirewallRule{}};
  tunnel.rule->family = "inet";
  tunnel.rule->table = "fw";
  tunnel.rule->chain = "input";
  tunnel.rule->policy = true;
  EXPECT_THAT(
      found(),
      ElementsAre("w1 closed udp 50103: kept out by inet fw input policy drop; needed for "
                  "worker-tunnel")
  );
  EXPECT_THAT(table(), HasSubstr("1 to mend"));
}

TEST_F(Against, OneOfSeveralSourcesIsNamed) {
  need("root", Protocol::tcp, 10'000) = {1, 2, 0, parse_ip_address("192.0.2.2"), {}};
  EXPECT_THAT(found(), ElementsAre(HasSubstr("kept out (2 of 3: 192.0.2.2, …); needed for")));
}

TEST_F(Against, WhatIsOpenAndNotNeeded) {
  open("root", {Protocol::tcp, 6'379}, "redis-server");
  at("root").open.back().published = true;
  open("w1", {Protocol::tcp, 27'017}, "mongod");
  open("w1", {Protocol::tcp, 8'080}, "nginx");
  open("w1", {Protocol::udp, 40'000}, "dnsmasq");  // as any client's
  open("w1", {Protocol::udp, 5'353}, "avahi-daemon");
  EXPECT_THAT(
      found(),
      ElementsAre(
          "root exposed tcp 6379: redis-server, published by Docker (past ufw and INPUT: "
          "DOCKER-USER filters it); no flow needs it",
          "w1 exposed tcp 27017: mongod; no flow needs it",
          "w1 other udp 5353: avahi-daemon; no flow needs it",
          "w1 other tcp 8080: nginx; no flow needs it"
      )
  );
}

TEST_F(Against, WhatIsOpenToMoreThanNeedIt) {
  open("w1", {Protocol::udp, 50'103}, "NetManager");
  EXPECT_THAT(found(), ElementsAre("w1 too-wide udp 50103: NetManager; only workers-a need it"));
}

TEST_F(Against, WhatIsKeptOutIsNotOpen) {
  open("w1", {Protocol::udp, 50'103}, "NetManager", Admission::dropped);
  open("root", {Protocol::tcp, 6'379}, "redis-server", Admission::dropped);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Against, RulesThatCannotBeReadForCertainAreToldAsThat) {
  need("w1", Protocol::udp, 50'103) = {0, 0, 1, {}, {}};
  open("root", {Protocol::tcp, 6'379}, "redis-server", Admission::not_certain);
  open("w1", {Protocol::tcp, 8'080}, "nginx", Admission::not_certain);  // nobody's business
  const auto all = differences(inventory, needed, seen);
  ASSERT_EQ(all.size(), 2U);
  for (const Difference& one : all) {
    EXPECT_EQ(one.kind, DifferenceKind::not_certain);
    EXPECT_TRUE(is_unknown(one.kind));
    EXPECT_FALSE(is_wrong(one.kind));
  }
}

TEST_F(Against, ANodeOfWhichNothingIsKnown) {
  seen[place("w1")] = {std::nullopt, "ssh: connect to host w1: Connection refused"};
  at("w2").trouble = "its rules can't be read without CAP_NET_ADMIN";
  at("w2").needs.clear();
  open("w2", {Protocol::tcp, 27'017}, "mongod");
  EXPECT_THAT(
      table(),
      testing::AllOf(
          HasSubstr(
              "w1    not seen                        ssh: connect to host w1: Connection refused"
          ),
          HasSubstr("w2    not seen                        its rules can't be read without"),
          HasSubstr("2 not certain.")
      )
  );
}

TEST_F(Against, HostileNamesAreNoMarkup) {
  open("w1", {Protocol::tcp, 8'080}, "x\x1b[31m\n");
  EXPECT_EQ(table().find('\x1b'), std::string::npos);
}

// "192.0.2.4 192.0.2.5": who is to get to the broker of cluster a.
std::string broker_sources(std::string_view cluster_address) {
  const auto inventory = inventory::parse(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: a, address: " +
      std::string(cluster_address) +
      ", roles: [cluster], cluster: a}\n"
      "  - {name: w2, address: 198.51.100.7, bind: 10.9.0.4, roles: [worker], cluster: a}\n"
      "  - {name: w3, address: 192.0.2.6, roles: [worker], cluster: a,"
      " tunnel: {address: 198.51.100.8, port: 50103}}\n"
      "  - {name: w4, address: '2001:db8::4', roles: [worker], cluster: a}\n"
  );
  const NeededRules needed = needed_rules(inventory, {});
  for (const NodeRules& rules : needed.nodes)
    for (const auto& need : questions(inventory, needed, rules))
      if (need.port.port == 10'003)
        return join(need.sources, " ", [](const IpAddress& one) { return one.to_string(); });
  return "none";
}

TEST(AgainstQuestions, SourcesAreWherePacketsComeFrom) {
  EXPECT_EQ(broker_sources("a.example.org"), "10.9.0.4 192.0.2.6 2001:db8::4");
  EXPECT_EQ(broker_sources("192.0.2.2"), "10.9.0.4 192.0.2.6");
  EXPECT_EQ(broker_sources("'2001:db8::2'"), "2001:db8::4");
}

TEST(AgainstQuestions, OfALongListTheFirstAreAsked) {
  std::string text =
      "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}\n";
  for (int i = 0; i < 1'100; ++i)
    text += "  - {name: w" + std::to_string(i) + ", address: 10." + std::to_string(i / 200) +
            ".0." + std::to_string(1 + i % 200) + ", roles: [worker], cluster: a}\n";
  const auto inventory = inventory::parse(text);
  const NeededRules needed = needed_rules(inventory, {});
  for (const NodeRules& rules : needed.nodes)
    for (const auto& need : questions(inventory, needed, rules))
      EXPECT_LE(need.sources.size(), evidence::need_sources_max);
  std::vector<SeenNode> seen(needed.nodes.size());
  seen[0].exposure.emplace().needs.resize(needed.nodes[0].accept.size());
  seen[1].exposure.emplace().needs.resize(needed.nodes[1].accept.size());
  std::size_t cut = 0;
  for (const Difference& one : differences(inventory, needed, seen))
    if (one.why.starts_with("only the first 1024 of its sources")) ++cut;
  EXPECT_GT(cut, 0U);
}

}  // namespace
}  // namespace oakprobe::firewall
