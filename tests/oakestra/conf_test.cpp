#include "oakestra/parse_configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::oakestra {
namespace {

constexpr const char* shipped = R"({
  "conf_version": "1.0", "cluster_address": "192.0.2.20", "cluster_ssl": false,
  "cluster_port": 10100, "app_logs": "/tmp", "overlay_network": "default", "public_ip": false,
  "overlay_network_port": 0, "mqtt_cert_file": "", "mqtt_key_file": "", "addons": null,
  "virtualizations": [{"virutalizaiton_name": "containerd", "virutalizaiton_config": []}]
})";

TEST(Conf, ReadsTheClusterThatNodeEngineDials) {
  const NodeEngineConfig config = parse_conf(shipped);
  EXPECT_EQ(config.state, FileState::sound) << config.problem;
  EXPECT_EQ(config.cluster_address, "192.0.2.20");
  EXPECT_EQ(config.cluster_port, 10100);
}

TEST(Conf, IsReadToItsFirst2048BytesByOldReleases) {
  const std::string head = R"({"cluster_address": "192.0.2.20", "app_logs": ")";
  const auto of_size = [&](std::size_t size) {
    return head + std::string(size - head.size() - 2, 'x') + "\"}";
  };
  EXPECT_EQ(parse_conf(of_size(2'048)).old_problem, "");
  const NodeEngineConfig longer = parse_conf(of_size(2'049));
  EXPECT_EQ(longer.state, FileState::sound);
  EXPECT_EQ(longer.old_problem, "it has 2049 bytes, and NodeEngine reads only the first 2048");
  EXPECT_FALSE(longer.written_by_newer);
  EXPECT_EQ(parse_conf(of_size(2'048) + std::string(500, ' ')).old_problem, "");
}

TEST(Conf, HasAPublicAddressAsTextForNewerReleases) {
  for (const char* word : {"false", "auto", "203.0.113.9"}) {
    const NodeEngineConfig config =
        parse_conf(std::string(R"({"cluster_port": 10100, "public_ip": ")") + word + "\"}");
    EXPECT_EQ(config.state, FileState::sound);
    EXPECT_EQ(config.public_ip, word);
    EXPECT_EQ(config.cluster_port, 10100);
    EXPECT_TRUE(config.written_by_newer);
    EXPECT_EQ(config.old_problem, "public_ip is text, not true or false");
  }
  EXPECT_EQ(parse_conf(R"({"public_ip": true})").public_ip, "true");
  EXPECT_FALSE(parse_conf(R"({"public_ip": true})").written_by_newer);
  EXPECT_TRUE(parse_conf(R"({"public_ip": false, "p2p": {}})").written_by_newer);
  EXPECT_EQ(parse_conf(R"({"public_ip": 1})").state, FileState::broken);
}

TEST(Conf, SaysWhetherATunnelIsExpected) {
  EXPECT_EQ(parse_conf(shipped).overlay, Overlay::expected);
  EXPECT_EQ(parse_conf("{}").overlay, Overlay::expected);
  EXPECT_EQ(parse_conf(R"({"overlay_network": ""})").overlay, Overlay::off);
  EXPECT_EQ(parse_conf(R"({"overlay_network": "custom:/run/x.sock"})").overlay, Overlay::custom);
}

TEST(Conf, IsReadAsEncodingJsonReads) {
  EXPECT_EQ(parse_conf("null").state, FileState::sound);
  EXPECT_EQ(parse_conf("{\"cluster_port\": 10100}\r\n").cluster_port, 10100);
  EXPECT_EQ(parse_conf(R"({"CLUSTER_PORT": 1, "cluster_port": 2})").cluster_port, 2);
  EXPECT_EQ(parse_conf(R"({"cluster_port": null})").state, FileState::sound);
  // A field of the wrong type is an error, and the others are set all the same.
  const NodeEngineConfig wrong = parse_conf(R"({"app_logs": 1, "cluster_address": "192.0.2.20"})");
  EXPECT_EQ(wrong.state, FileState::broken);
  EXPECT_EQ(wrong.cluster_address, "192.0.2.20");
}

struct Row {
  const char* name;
  const char* text;
};

class BrokenConf : public testing::TestWithParam<Row> {};

TEST_P(BrokenConf, IsWhatEncodingJsonRefuses) {
  const NodeEngineConfig config = parse_conf(GetParam().text);
  EXPECT_EQ(config.state, FileState::broken);
  EXPECT_NE(config.problem, "");
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    BrokenConf,
    testing::Values(
        Row{"empty", ""},
        Row{"python_false", R"({"cluster_ssl": False})"},
        Row{"port_as_text", R"({"cluster_port": "10100"})"},
        Row{"flag_as_text", R"({"cluster_ssl": "false"})"},
        Row{"byte_order_mark", "\xef\xbb\xbf{\"cluster_port\": 10100}"},
        Row{"comment", "{\"cluster_port\": 10100 // the usual\n}"},
        Row{"port_with_a_fraction", R"({"cluster_port": 10100.0})"},
        Row{"address_as_number", R"({"cluster_address": 1})"},
        Row{"trailing_comma", R"({"cluster_address": "192.0.2.20",})"},
        Row{"something_behind", R"({"cluster_address": "192.0.2.20"} x)"},
        Row{"a_list", "[]"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace oakprobe::oakestra
