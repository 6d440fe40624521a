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

TEST(Conf, IsReadToItsFirst2048Bytes) {
  const std::string head = R"({"cluster_address": "192.0.2.20", "app_logs": ")";
  const auto of_size = [&](std::size_t size) {
    return head + std::string(size - head.size() - 2, 'x') + "\"}";
  };
  EXPECT_EQ(parse_conf(of_size(2'048)).state, FileState::sound);
  const NodeEngineConfig longer = parse_conf(of_size(2'049));
  EXPECT_EQ(longer.state, FileState::broken);
  EXPECT_EQ(longer.problem, "it has 2049 bytes, and NodeEngine reads only the first 2048");
  EXPECT_EQ(parse_conf(of_size(2'048) + std::string(500, ' ')).state, FileState::sound);
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
        Row{"flag_as_text", R"({"public_ip": "false"})"},
        Row{"address_as_number", R"({"cluster_address": 1})"},
        Row{"trailing_comma", R"({"cluster_address": "192.0.2.20",})"},
        Row{"something_behind", R"({"cluster_address": "192.0.2.20"} x)"},
        Row{"a_list", "[]"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace oakprobe::oakestra
