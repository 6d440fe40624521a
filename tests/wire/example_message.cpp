#include "example_message.hpp"

#include "tests/support/probe_keys.hpp"

#include <gtest/gtest.h>

namespace oakprobe::wire {

Message example(std::string_view type) {
  Arm arm;
  arm.ports.resize(1);
  arm.ports[0].port = {.protocol = Protocol::tcp, .port = 10'100};
  arm.peers = {{NodeId{1}, *parse_ip_address("192.0.2.1")}};
  Armed armed;
  armed.ports.resize(1);
  armed.ports[0].port = {.protocol = Protocol::udp, .port = 50'103};
  Probe probe;
  probe.paths.resize(1);
  probe.names = {"root.example"};
  probe.paths[0].named = true;
  probe.questions.resize(1);
  probe.paths[0].port = 10'100;
  probe.paths[0].mode = evidence::DialMode::question;
  testing_support::give_keys(probe);
  Evidence evidence;
  evidence.part.dials.resize(2);
  auto& failure = evidence.part.dials[1].failures.emplace_back();
  failure.attempt = 3;
  failure.icmp = evidence::IcmpError{};
  evidence.part.dials[1].dialled = *parse_ip_address("192.0.2.1");
  evidence.part.dials[1].service = evidence::ServiceAnswer{};
  evidence.part.clusters.resize(1);
  evidence.part.receipts.resize(1);
  evidence.part.strangers.resize(1);
  evidence.part.strangers[0].port = {.protocol = Protocol::tcp, .port = 80};
  evidence.part.counters.others = {{evidence::LossCounter::rx_dropped, 1, "eth0"}};
  ExposureRequest exposure_request;
  exposure_request.needs.resize(1);
  exposure_request.needs[0].port = {.protocol = Protocol::udp, .port = 50'103};
  evidence::Exposure exposure;
  exposure.open.resize(1);
  exposure.open[0].port = {.protocol = Protocol::tcp, .port = 22};
  exposure.needs.resize(1);
  Rules rules;
  rules.findings.resize(1);
  const Message examples[] = {
      Hello{},
      Welcome{},
      evidence::Facts{},
      arm,
      armed,
      probe,
      evidence,
      exposure_request,
      exposure,
      RulesOrder{},
      RulesWatched{},
      RulesRequest{},
      rules,
      Failed{},
      Bye{}};
  for (const Message& message : examples)
    if (type_name(message) == type) return message;
  ADD_FAILURE() << "no example of " << type;
  return Bye{};
}

}  // namespace oakprobe::wire
