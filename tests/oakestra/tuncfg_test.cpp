#include "oakestra/overlay.hpp"
#include "oakestra/parse_configuration.hpp"

#include <gtest/gtest.h>

namespace oakprobe::oakestra {
namespace {

struct Row {
  const char* name;
  std::string text;
  FileState state;
  std::int64_t port;
  std::int64_t mtu;
};

class Tuncfg : public testing::TestWithParam<Row> {};

TEST_P(Tuncfg, IsStrictJsonOverTheDefaults) {
  const Row& row = GetParam();
  const TunnelConfig config = parse_tuncfg(row.text);
  EXPECT_EQ(config.state, row.state) << config.problem;
  EXPECT_EQ(config.problem.empty(), row.state == FileState::sound);
  EXPECT_EQ(config.port, row.port);
  EXPECT_EQ(config.mtu, row.mtu);
}

constexpr auto sound = FileState::sound;
constexpr auto broken = FileState::broken;

INSTANTIATE_TEST_SUITE_P(
    Files,
    Tuncfg,
    testing::Values(
        Row{"both", R"({"TunnelPort": 50200, "MTUSize": 1400})", sound, 50200, 1400},
        Row{"lower_case_keys", R"({"tunnelport": 50200, "mtusize": 1400})", sound, 50200, 1400},
        Row{"nothing_in_it", "{}", sound, 50103, 1450},
        Row{"null", R"({"TunnelPort": null})", sound, 50103, 1450},
        Row{"doubled", R"({"TunnelPort": 1, "TunnelPort": 2})", sound, 2, 1450},
        Row{"unknown_key", R"({"Port": 50200})", sound, 50103, 1450},
        Row{"nested", R"({"a": {"TunnelPort": 1}, "TunnelPort": 2})", sound, 2, 1450},
        Row{"behind_the_object", "{\"TunnelPort\": 50200} and more", sound, 50200, 1450},
        Row{"latin_letters", "{\"x\": \"\xe9\", \"TunnelPort\": 50200}", sound, 50200, 1450},
        Row{"no_port_at_all", R"({"TunnelPort": 70000})", sound, 70000, 1450},
        Row{"text", R"({"TunnelPort": "50200", "MTUSize": 1400})", broken, 50103, 1400},
        Row{"fraction", R"({"TunnelPort": 50200.0})", broken, 50103, 1450},
        Row{"beyond_64_bits", R"({"TunnelPort": 99999999999999999999})", broken, 50103, 1450},
        Row{"another_field", R"({"TunnelPort": 50200, "TunnelIP": 1})", broken, 50200, 1450},
        Row{"trailing_comma", R"({"TunnelPort": 50200,})", broken, 50103, 1450},
        Row{"comment", "{\"TunnelPort\": 50200} // x", sound, 50200, 1450},
        Row{"comment_inside", "{// x\n\"TunnelPort\": 50200}", broken, 50103, 1450},
        Row{"python_false", R"({"TunnelPort": 50200, "x": False})", broken, 50103, 1450},
        Row{"byte_order_mark", "\xef\xbb\xbf{\"TunnelPort\": 50200}", broken, 50103, 1450},
        Row{"empty", "", broken, 50103, 1450},
        Row{"a_list", "[50200]", broken, 50103, 1450},
        Row{"a_list_of_objects", R"([{"TunnelPort": 50200}])", broken, 50103, 1450}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(Overlay, FollowsTheTunsOwnAddresses) {
  const auto range = [](const char* text) {
    const auto prefix = overlay_ipv4(parse_tuncfg(text));
    return prefix ? prefix->to_string() : "none";
  };
  EXPECT_EQ(range("{}"), "10.16.0.0/12");
  EXPECT_EQ(range(R"({"TunnelIP": "172.19.1.254"})"), "172.16.0.0/12");
  EXPECT_EQ(range(R"({"tunnelip": "192.168.1.100"})"), "192.160.0.0/12");
  EXPECT_EQ(range(R"({"TunnelIP": "no address"})"), "none");
  EXPECT_EQ(overlay_ipv6({})->to_string(), "fc00::/7");
  EXPECT_EQ(
      overlay_ipv6(parse_tuncfg(R"({"TunNetIPv6": "2001:db8::1"})"))->to_string(), "2000::/7"
  );
}

// With --etc-root the file may be any that the agent can read.
TEST(TuncfgSecrets, AreNotTold) {
  for (const char* text : {
           "root:$y$j9T$F5Jx5f:19000:0:99999:7:::\n",
           R"({"TunnelPort": $y$j9T$F5Jx5f})",
           R"({"TunnelPort": "$y$j9T$F5Jx5f)",
           R"({"TunnelPort" "$y$j9T$F5Jx5f"})",
           R"({"TunnelPort": 5.55e99999})",
           R"({"TunnelPort": "\u005F5Jx5f"x})",
       }) {
    const std::string problem = parse_tuncfg(text).problem;
    EXPECT_NE(problem, "") << text;
    for (const char* secret : {"$y$", "5Jx5f", "5.55"})
      EXPECT_EQ(problem.find(secret), std::string::npos) << problem;
  }
  EXPECT_EQ(
      parse_tuncfg("{\"TunnelPort\": 1,}").problem,
      "line 1, column 18: syntax error while parsing object key - unexpected '}'; expected string "
      "literal"
  );
}

}  // namespace
}  // namespace oakprobe::oakestra
