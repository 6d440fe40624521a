#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finding_code.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {

BOOST_DEFINE_FIXED_ENUM_CLASS(Severity, std::uint8_t, info, warning, error)

// What Oakestra's programs on a worker read.
BOOST_DEFINE_FIXED_ENUM_CLASS(WorkerFile, std::uint8_t, netcfg, tuncfg, conf)

// A node that a finding tells of beside its own, and where it is, as far as that is told.
struct FoundEndpoint {
  NodeId node{};
  std::string address;  // literal or name
  std::uint16_t port = 0;

  friend bool operator==(const FoundEndpoint&, const FoundEndpoint&) = default;
};
BOOST_DESCRIBE_STRUCT(FoundEndpoint, (), (node, address, port))

// What the sentence of a finding needs beside its node's evidence and the inventory. Which of these
// a code has stands with its rule; the others are as here.
struct FindingFacts {
  std::vector<FoundEndpoint> endpoints;  // the first of `count`; else all
  std::uint64_t count = 0;
  std::uint16_t port = 0;
  std::string component;  // with `variable` in its environment
  std::string variable;
  std::string value;  // as it was read, or a network
  std::optional<WorkerFile> file;
  // What has to be mended first: another finding on the node, or the way of `flow` from
  // `endpoints.front()`.
  std::optional<FindingCode> obstacle;
  std::optional<FlowId> blocked_flow;
  // Of a service: it takes connections and closes them. Of an address: it leads its component to
  // itself.
  bool closes = false;
  bool to_itself = false;

  friend bool operator==(const FindingFacts&, const FindingFacts&) = default;
};
BOOST_DESCRIBE_STRUCT(
    FindingFacts,
    (),
    (endpoints,
     count,
     port,
     component,
     variable,
     value,
     file,
     obstacle,
     blocked_flow,
     closes,
     to_itself)
)

// What is wrong on one node: a value without a sentence (telling/tell_finding.hpp makes it).
struct Finding {
  Severity severity = Severity::warning;
  FindingCode code{};
  std::vector<FlowId> flows;  // that it concerns
  FindingFacts facts;

  friend bool operator==(const Finding&, const Finding&) = default;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (severity, code, flows, facts))

}  // namespace oakprobe::diagnosis
