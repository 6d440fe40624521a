#include "oakestra/parse_configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::oakestra {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* shipped = R"({
  "NodePublicAddress": "0.0.0.0",
  "NodePublicPort": "50103",
  "ClusterUrl": "0.0.0.0",
  "ClusterMqttPort": "10003",
  "DefaultInterface": "",
  "Debug": false,
  "PublicIPNetworking": false,
  "MqttCert": "",
  "MqttKey": ""
})";

TEST(ShippedNetcfg, IsSound) {
  const NetManagerConfig config = parse_netcfg(shipped);
  EXPECT_EQ(config.state, FileState::sound) << config.problem;
  EXPECT_EQ(config.public_address, "0.0.0.0");
  EXPECT_EQ(config.public_port, "50103");
  EXPECT_EQ(config.cluster_url, "0.0.0.0");
  EXPECT_EQ(config.mqtt_port, "10003");
  EXPECT_FALSE(config.public_ip_networking);
  EXPECT_THAT(config.unknown_keys, ElementsAre());
}

// What the real gonfig over ghodss/yaml makes of a file; tried with go-yaml 2.4.
struct Row {
  const char* name;
  std::string text;
  const char* address;  // nullptr: NetManager ends
  const char* port;
};

class Netcfg : public testing::TestWithParam<Row> {};

TEST_P(Netcfg, IsReadAsNetManagerReadsIt) {
  const Row& row = GetParam();
  const NetManagerConfig config = parse_netcfg(row.text);
  if (row.address == nullptr) {
    EXPECT_EQ(config.state, FileState::broken);
    EXPECT_NE(config.problem, "");
    return;
  }
  EXPECT_EQ(config.state, FileState::sound) << config.problem;
  EXPECT_EQ(config.public_address, row.address);
  EXPECT_EQ(config.public_port, row.port);
}

std::string with_port(const std::string& port) {
  return R"({"NodePublicAddress": "192.0.2.1", "NodePublicPort": )" + port + "}";
}

std::string with_debug(const std::string& flag) {
  return R"({"NodePublicAddress": "192.0.2.1", "NodePublicPort": "50103", "Debug": )" + flag + "}";
}

constexpr const char* a = "192.0.2.1";
constexpr const char* p = "50103";
constexpr const char* none = nullptr;

INSTANTIATE_TEST_SUITE_P(
    Files,
    Netcfg,
    testing::Values(
        Row{"debug_false_of_the_documentation", with_debug("False"), a, p},
        Row{"debug_off", with_debug("off"), a, p},
        Row{"debug_yes", with_debug("yes"), a, p},
        Row{"debug_null", with_debug("null"), a, p},
        Row{"debug_in_quotes", with_debug("\"false\""), none, p},
        Row{"debug_zero", with_debug("0"), none, p},
        Row{"port_as_number", with_port("50103"), a, p},
        Row{"port_octal", with_port("050103"), a, "20547"},
        Row{"port_no_octal", with_port("050189"), a, "50189"},
        Row{"port_octal_in_quotes", with_port("\"050103\""), a, "050103"},
        Row{"port_hexadecimal", with_port("0xC3B7"), a, p},
        Row{"port_with_underscores", with_port("50_103"), a, p},
        Row{"port_with_fraction", with_port("50103.5"), a, "50103.5"},
        Row{"port_with_exponent", with_port("5e4"), a, "50000"},
        Row{"port_a_boolean", with_port("yes"), a, "true"},
        Row{"port_null", with_port("null"), a, ""},
        Row{"port_a_list", with_port("[50103]"), none, p},
        Row{"port_a_map", with_port("{a: 1}"), none, p},
        Row{"trailing_comma",
            R"({"NodePublicAddress": "192.0.2.1", "NodePublicPort": "50103",})",
            a,
            p},
        Row{"comment",
            "{\"NodePublicAddress\": \"192.0.2.1\", # mine\n \"NodePublicPort\": 50103}",
            a,
            p},
        Row{"byte_order_mark", "\xef\xbb\xbf" + with_port("50103"), a, p},
        Row{"left_placeholder",
            "{\"NodePublicAddress\": <IP>, \"NodePublicPort\": \"50103\"}",
            "<IP>",
            p},
        Row{"unquoted_address",
            "{\"NodePublicAddress\": 192.0.2.1, \"NodePublicPort\": 50103}",
            a,
            p},
        Row{"lower_case_keys",
            R"({"nodepublicaddress": "192.0.2.1", "nodepublicport": "50103"})",
            a,
            p},
        Row{"key_in_two_cases",
            R"({"nodepublicport": "2", "NodePublicPort": "1", "nodepublicaddress": "x"})",
            "x",
            "2"},
        Row{"doubled_key", R"({"NodePublicPort": "1", "NodePublicPort": "2"})", "", "2"},
        Row{"misspelled_key",
            R"({"NodePublicAdress": "192.0.2.1", "NodePublicPort": "50103"})",
            "",
            p},
        Row{"commented_out_in_another_language",
            "{\n// \"NodePublicAddress\": \"192.0.2.1\",\n\"NodePublicPort\": \"50103\"\n}",
            "",
            p},
        Row{"remark_in_another_language_at_the_end",
            "{\"NodePublicAddress\": \"192.0.2.1\", \"NodePublicPort\": \"50103\",\n// mine\n}",
            a,
            p},
        Row{"remark_in_another_language_before_a_key",
            "{\n// mine\n\"NodePublicAddress\": \"192.0.2.1\",\n\"NodePublicPort\": \"50103\"\n}",
            none,
            p},
        Row{"smart_quotes",
            "{\u201cNodePublicAddress\u201d: \u201c192.0.2.1\u201d, \"NodePublicPort\": \"50103\"}",
            "",
            p},
        Row{"empty_file", "", "", ""},
        Row{"blank_file", "\n\n", "", ""},
        Row{"only_a_comment", "# later\n", "", ""},
        Row{"block_style", "NodePublicAddress: 192.0.2.1\nNodePublicPort: 50103\n", a, p},
        Row{"tabs",
            "{\n\t\"NodePublicAddress\": \"192.0.2.1\",\n\t\"NodePublicPort\": \"50103\"\n}",
            a,
            p},
        Row{"windows_line_ends",
            "{\r\n\"NodePublicAddress\": \"192.0.2.1\",\r\n\"NodePublicPort\": 50103\r\n}\r\n",
            a,
            p},
        Row{"no_blank_behind_colon",
            R"({"NodePublicAddress":"192.0.2.1","NodePublicPort":50103})",
            a,
            p},
        Row{"missing_comma",
            "{\"NodePublicAddress\": \"192.0.2.1\"\n\"NodePublicPort\": \"50103\"}",
            none,
            p},
        Row{"missing_brace",
            R"({"NodePublicAddress": "192.0.2.1", "NodePublicPort": "50103")",
            none,
            p},
        Row{"missing_quote",
            R"({"NodePublicAddress": "192.0.2.1, "NodePublicPort": "50103"})",
            none,
            p},
        Row{"a_list", "[1, 2]", none, p},
        Row{"a_word", "hello", none, p},
        Row{"control_character", "{\"NodePublicAddress\": \"1\x01\"}", none, p},
        Row{"no_utf8", "{\"NodePublicAddress\": \"1\xff\"}", none, p},
        Row{"a_list_for_a_key", "{[1]: 2}", none, p}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(NetcfgProblem, NamesTheLineOrTheField) {
  EXPECT_THAT(parse_netcfg("{\"a\": \"1\"\n\"b\": \"2\"}").problem, HasSubstr("line 2"));
  EXPECT_EQ(parse_netcfg(with_debug("0")).problem, "Debug is a number, not true or false");
}

TEST(NetcfgKeys, ThatLookMisspelledAreTold) {
  const auto config = parse_netcfg(
      R"({"NodePublicAdress": "x", "Debug": true, "Port": 1, "cluster_mqtt-port": "10003"})"
  );
  EXPECT_THAT(config.unknown_keys, ElementsAre("NodePublicAdress", "cluster_mqtt-port"));
}

// With --etc-root the file may be any that the agent can read.
TEST(NetcfgSecrets, AreNotTold) {
  constexpr const char* secret = "$y$j9T$F5Jx5fExrKuPp53xLKQ";
  for (const std::string& text : {
           "root:" + std::string(secret) + ":19000:0:99999:7:::\n",
           "root:" + std::string(secret) + ":\nDebug: true\n",
           "? root:" + std::string(secret) + "\n: 1\n",
           "{\"" + std::string(secret) + "\": 1, \"MqttCert\u00e9\": 1}",
           "a: *" + std::string(secret) + "\n",
           "a: \"\\" + std::string(secret) + "\"\n",
           "!" + std::string(secret) + "!x a: 1\n",
           "%" + std::string(secret) + " a\n--- {}\n",
           "a: [" + std::string(secret) + "\n}",
           "a: |" + std::string(secret) + "\n",
       }) {
    const NetManagerConfig config = parse_netcfg(text);
    EXPECT_THAT(config.unknown_keys, ElementsAre()) << text;
    EXPECT_THAT(config.problem, testing::Not(HasSubstr("$y$"))) << text;
    EXPECT_THAT(config.problem, testing::Not(HasSubstr("F5Jx5f"))) << text;
  }
}

}  // namespace
}  // namespace oakprobe::oakestra
