#include "oakestra/told_environment.hpp"

#include "oakestra/proxy_bypass.hpp"

#include <gtest/gtest.h>

using namespace std::string_view_literals;

namespace oakprobe::oakestra {
namespace {

TEST(ToldEnvironment, KeepsWhatLeadsToOtherMachinesAndNoSecret) {
  const ToldEnvironment told = parse_environment(
      "PATH=/bin\0SYSTEM_MANAGER_URL=192.0.2.10\0CLUSTER_MONGO_PASSWORD=secret\0"
      "HTTP_PROXY=http://user:secret@proxy:3128\0https_proxy=a@b@proxy\0MY_PORT=\0"
      "SYSTEM_MANAGER_URL=twice\0no equals\0NO_PROXY=localhost"sv
  );
  const ToldEnvironment wanted{
      {"SYSTEM_MANAGER_URL", "192.0.2.10"},
      {"HTTP_PROXY", "http://proxy:3128"},
      {"https_proxy", "proxy"},
      {"MY_PORT", ""},
      {"NO_PROXY", "localhost"}};
  EXPECT_EQ(told, wanted);
  EXPECT_EQ(value_of(told, "MY_PORT"), "");
  EXPECT_EQ(value_of(told, "CLUSTER_ADDRESS"), "");
}

TEST(ToldEnvironment, IsBounded) {
  EXPECT_TRUE(parse_environment("MY_PORT=" + std::string(told_value_bytes_max + 1, '1')).empty());
  EXPECT_TRUE(parse_environment(std::string(10'000, '\0')).empty());
}

TEST(ProxyBypass, KnowsHostsDomainsAndRanges) {
  struct Row {
    std::string_view list;
    std::string_view host;
    bool bypassed;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", "192.0.2.10", false},
           {"localhost,127.0.0.0/8", "192.0.2.10", false},
           {"localhost, 192.0.2.10", "192.0.2.10", true},
           {"192.0.2.0/24", "192.0.2.10", true},
           {"192.0.2.0/33", "192.0.2.10", false},
           {"192.0.2.10:10000", "192.0.2.10", true},
           {"192.0.2.10:10099", "192.0.2.10", false},
           {".Example", "root.example", true},
           {"example.org", "root.example", false},
           {",,*", "root.example", true},
       }) {
    EXPECT_EQ(is_bypassed(row.list, row.host, 10000), row.bypassed) << row.list;
  }
}

}  // namespace
}  // namespace oakprobe::oakestra
