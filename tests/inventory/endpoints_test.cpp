#include "inventory/diagnostics.hpp"
#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// The endpoints that coincide, and for whom.
struct Clash {
  const char* name;
  const char* more;
  const char* expected;  // nullptr: no mistake
};

void PrintTo(const Clash& row, std::ostream* out) { *out << row.name; }

class SameEndpoint : public testing::TestWithParam<Clash> {};

TEST_P(SameEndpoint, IsToldForTheSecondNode) {
  const auto told = problems(with_head(GetParam().more));
  if (GetParam().expected == nullptr) {
    EXPECT_THAT(told, ElementsAre());
  } else {
    EXPECT_THAT(told, ElementsAre(StartsWith(GetParam().expected)));
  }
}

constexpr Clash clashes[] = {
    {"two_clusters_at_one_address",
     "  - {name: c2, address: 192.0.2.20, roles: [cluster], cluster: c2}",
     "5:25: 'c2' and 'edge' are both dialled at tcp 192.0.2.20 port"},
    {"one_name_in_two_spellings",
     "  - {name: c1, address: host.example, roles: [cluster], cluster: c1}\n"
     "  - {name: c2, address: HOST.example., roles: [cluster], cluster: c2}",
     "6:25: 'c2' and 'c1' are both dialled at tcp"},
    {"two_workers_behind_one_address_with_ports",
     "  - {name: w1, address: auto, roles: [worker], cluster: edge, tunnel: {address: h, port: "
     "1}}\n"
     "  - {name: w2, address: auto, roles: [worker], cluster: edge, tunnel: {address: h, port: "
     "2}}\n"
     "  - {name: w3, address: auto, roles: [worker], cluster: edge}",
     nullptr},
    {"two_workers_behind_one_address_and_port",
     "  - {name: w1, address: auto, roles: [worker], cluster: edge, tunnel: {address: h}}\n"
     "  - {name: w2, address: auto, roles: [worker], cluster: edge, tunnel: {address: h}}\n"
     "  - {name: w3, address: auto, roles: [worker], cluster: edge}",
     "6:81: 'w2' and 'w1' are both dialled at udp h port 50103 by 'w3' (flow worker-tunnel)"},
    {"two_workers_without_a_third_viewer",
     "  - {name: w1, address: h, roles: [worker], cluster: edge}\n"
     "  - {name: w2, address: h, roles: [worker], cluster: edge}",
     "6:25: 'w2' and 'w1' are both at udp h port 50103, so that 'w1' would dial itself (flow "
     "worker-tunnel); give one"},
    {"two_workers_of_one_machine_on_two_ports",
     "  - {name: w1, address: h, roles: [worker], cluster: edge}\n"
     "  - {name: w2, address: h, roles: [worker], cluster: edge, tunnel: {port: 50104}}",
     nullptr},
    {"root_and_cluster_of_one_machine",
     "  - {name: c2, address: 192.0.2.10, roles: [cluster], cluster: c2}",
     nullptr},
    {"private_addresses_seen_from_one_site_only",
     "  - {name: w1, address: h1, roles: [worker], cluster: edge, tags: [a],\n"
     "     dial: [{from: {tag: a}, address: 10.0.0.1}]}\n"
     "  - {name: w2, address: h2, roles: [worker], cluster: edge, tags: [b],\n"
     "     dial: [{from: {tag: b}, address: 10.0.0.1}]}\n"
     "  - {name: w3, address: h3, roles: [worker], cluster: edge, tags: [a]}",
     nullptr},
    {"private_addresses_seen_from_one_site_both",
     "  - {name: w1, address: h1, roles: [worker], cluster: edge, tags: [a],\n"
     "     dial: [{from: {tag: a}, address: 10.0.0.1}]}\n"
     "  - {name: w2, address: h2, roles: [worker], cluster: edge, tags: [b],\n"
     "     dial: [{from: {tag: a}, address: 10.0.0.1}]}\n"
     "  - {name: w3, address: h3, roles: [worker], cluster: edge, tags: [a]}",
     "8:39: 'w2' and 'w1' are both dialled at udp 10.0.0.1 port 50103 by 'w3'"},
    {"client_and_outsider_are_dialled_by_nobody",
     "  - {name: a, address: h, roles: [client]}\n"
     "  - {name: b, address: h, roles: [outsider]}",
     nullptr},
};
INSTANTIATE_TEST_SUITE_P(Rows, SameEndpoint, testing::ValuesIn(clashes), [](const auto& row) {
  return std::string(row.param.name);
});

TEST(Endpoints, TellsEachNodeThatSharesAnEndpointOnce) {
  const auto told =
      problems(with_head("  - {name: 'w[1-5000]', address: same, roles: [worker], cluster: edge}\n")
      );
  EXPECT_EQ(told.size(), diagnostics_max + 1);
  EXPECT_THAT(told.back(), testing::EndsWith("and 4799 more, from here on"));
}

// Many who share an address by right, each seen from its own site only, and two who must not.
TEST(Endpoints, FindsTwoAmongManyThatShareAnAddressByRight) {
  std::string more =
      "  - {name: x, address: 198.51.100.9, roles: [worker], cluster: edge}\n"
      "  - {name: y, address: 198.51.100.9, roles: [worker], cluster: edge}\n";
  for (int i = 1; i <= 2'000; ++i) {
    const auto number = std::to_string(i);
    more += "  - {name: s" + number + ", address: h" + number +
            ", roles: [worker], cluster: edge, tags: [t" + number +
            "],\n     dial: [{from: {tag: t" + number + "}, address: 10.0.0.1}]}\n";
  }
  EXPECT_THAT(problems(with_head(more)), ElementsAre(testing::HasSubstr("'y' and 'x'")));
}

}  // namespace
}  // namespace oakprobe::inventory
