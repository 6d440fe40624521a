#include "coordinator/record/read_report.hpp"

#include "../report/samples.hpp"
#include "coordinator/record/pieces.hpp"
#include "coordinator/record/value.hpp"
#include "coordinator/report/report_format.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <sstream>

namespace oakprobe::record {
namespace {

// A report of two nodes with a path each way.
Json sample() {
  std::ostringstream out;
  report::write_json(report::test::broken_mesh(2, 0), out);
  return Json::parse(out.str());
}

// What is wrong; "": nothing.
std::string trouble(const std::string& text) {
  std::stringbuf bytes(text);
  const auto check = read_report(bytes);
  return check ? "" : check.error().message;
}

std::string trouble_when(const std::function<void(Json& record)>& change) {
  Json report = sample();
  change(report["record"]);
  return trouble(report.dump());
}

// Keys in any order that comes from sorting, line ends or none, and members of a later version.
TEST(ReadReport, TakesWhatOtherProgramsMadeOfIt) {
  EXPECT_EQ(trouble(sample().dump()), "");
  EXPECT_EQ(trouble(sample().dump(4)), "");
  EXPECT_EQ(
      trouble_when([](Json& record) {
        record["later"] = {{"deep", {{1, 2}}}};
        record["nodes"][0]["later"] = 1;
        record["paths"].push_back({{"later", true}});
      }),
      ""
  );
}

TEST(ReadReport, RefusesWhatIsNoReport) {
  EXPECT_EQ(trouble(""), "it is not JSON from byte 1 on; is it whole?");
  EXPECT_EQ(
      trouble("{}"), "it is no report of Oakprobe: its \"schema\" would be \"oakprobe.report/1\""
  );
  EXPECT_EQ(
      trouble(R"({"schema": "oakprobe.plan/1", "record": {}})").substr(0, 27),
      "it is no report of Oakprobe"
  );
  EXPECT_EQ(
      trouble(R"({"schema": "oakprobe.report/1", "paths": []})"),
      "it has no \"record\", from which it could be shown again: an older Oakprobe wrote it. Check "
      "again with this one"
  );
  EXPECT_EQ(
      trouble(R"({"schema": "oakprobe.report/1", "record": {}})"), "record.version is missing"
  );
  EXPECT_EQ(
      trouble_when([](Json& record) { record["version"] = 2; }),
      "record.version is 2, and this Oakprobe reads 1: a later one wrote it"
  );
}

TEST(ReadReport, RefusesASlowedNodeThatIsNotThere) {
  EXPECT_EQ(
      trouble(R"({"schema":"oakprobe.report/1","record":{"version":1,"slowed":[{}]}})"),
      "record.slowed has a node twice, or none"
  );
}

// Wherever it is cut, it is told so.
TEST(ReadReport, RefusesEveryPartOfAReport) {
  const std::string whole = sample().dump();
  for (std::size_t length = 0; length < whole.size(); length += 7)
    EXPECT_NE(trouble(whole.substr(0, length)).find("not JSON"), std::string::npos) << length;
}

TEST(ReadReport, TellsWhereItIsWrong) {
  struct Row {
    const char* name;
    std::function<void(Json&)> change;
    const char* trouble;
  };
  const Row rows[] = {
      {"a number for a text",
       [](Json& record) { record["nodes"][1]["name"] = 3; },
       "record.nodes[1].name: is not a text of at most 65536 bytes"},
      {"no name",
       [](Json& record) { record["nodes"][1]["name"] = "w 1"; },
       "record.nodes[1].name: is no node's name"},
      {"a name twice",
       [](Json& record) { record["nodes"][1]["name"] = record["nodes"][0]["name"]; },
       "record.nodes[1].name: stands there twice"},
      {"an unknown word",
       [](Json& record) { record["flows"][0]["protocol"] = "sctp"; },
       "record.flows[0].protocol: is not one of this Oakprobe's words for it"},
      {"a port that is none",
       [](Json& record) { record["flows"][0]["port"] = 65'536; },
       "record.flows[0].port: is not a number that can stand here"},
      {"no address",
       [](Json& record) { record["observations"][0]["observation"]["no_route_to"] = {"10.0.0"}; },
       "record.observations[0].observation.no_route_to[0]: is not an IP address"},
      {"too few observations",
       [](Json& record) { record["observations"].erase(0); },
       "record.paths[0]: stands before record.nodes and record.observations"},
      {"a flow that is none",
       [](Json& record) { record["paths"][0]["flow"] = "nothing"; },
       "record.paths[0]: is not one of record.flows"},
      {"a target that is none",
       [](Json& record) { record["paths"][1]["target"] = "nobody"; },
       "record.paths[1].target: is not the name of one of record.nodes"},
      {"a run of ends that are not there",
       [](Json& record) { record["paths"][3]["runs"][0][1] = 2; },
       "record.paths[3].runs[0]: is not of ends that stand before it"},
      {"a state that is not there",
       [](Json& record) { record["paths"][3]["runs"][0][2] = 1; },
       "record.paths[3].runs[0]: is not of a state that stands before it"},
      {"times of more paths",
       [](Json& record) { record["paths"][3]["round_trips"] = "010203010203"; },
       "record.paths[3]: is not without round_trips of more paths than are in its runs"},
      {"times that fall",
       [](Json& record) { record["paths"][3]["round_trips"] = "030201"; },
       "record.paths[3].runs[0]: is not with round trips of least, median and most"},
      {"a list that is too long",
       [](Json& record) {
         record["nodes"][0]["tags"] = std::vector<std::string>(items_max + 1, "a");
       },
       "record.nodes[0].tags: is not a list of at most 10000"},
      {"more addresses than an agent tells",
       [](Json& record) {
         record["observations"][0]["observation"]["facts"]["addresses"] =
             std::vector<std::string>(evidence::own_addresses_max + 1, "10.0.0.1");
       },
       "record.observations[0].observation: is none that can be"},
      {"exceptions without end",
       [](Json& record) { record["nodes"][0]["dial"] = Json(1'001, Json::object()); },
       "record.nodes[0].dial: more than 1000 exceptions"},
      {"a flow that was many things",
       [](Json& record) { record["flows"][0]["earlier"] = Json(65, Json::object()); },
       "record.flows[0]: is no flow of an inventory"},
      {"a flow that was what it was",
       [](Json& record) {
         record["flows"][0]["earlier"] = {{{"earlier", {Json::object()}}}};
       },
       "record.flows[0]: is no flow of an inventory"},
      {"a flow twice behind gateways",
       [](Json& record) { record["flows"][0]["behind_gateway"] = Json(2, Json::object()); },
       "record.flows[0]: is no flow of an inventory"},
      {"a node that is slowed down twice",
       [](Json& record) { record["slowed"] = Json(2, Json::object()); },
       "record.slowed has a node twice, or none"},
      {"a silence without an end",
       [](Json& record) {
         record["silences"] = {{{"node", "w1"}, {"until", "soon"}}};
       },
       "record.silences[0].until: is not a time as of RFC 3339"},
      {"silences without end",
       [](Json& record) { record["silences"] = Json(inventory::silences_max + 1, Json::object()); },
       "record.silences[1000]: more than 1000 silences"},
      {"a path looked at twice",
       [](Json& record) {
         record["paths"][2]["state"]["look"] = Json::object();
         record["paths"][3]["runs"].push_back(record["paths"][3]["runs"][0]);
       },
       "record.paths[3].runs[1]: is not of one path, since that was looked at"},
      {"an attempt beyond the last",
       [](Json& record) {
         record["paths"][2]["state"]["dial"]["failures"] = {{{"attempt", evidence::attempts_max}}};
       },
       "record.paths[2]: is not a state that a path can be in"},
  };
  for (const Row& row : rows) EXPECT_EQ(trouble_when(row.change), row.trouble) << row.name;
}

TEST(ReadReport, HoldsToItsLimits) {
  const auto text_of = [](std::size_t bytes) {
    return trouble_when([&](Json& record) {
      record["nodes"][0]["address"] = std::string(bytes, 'x');
    });
  };
  EXPECT_EQ(text_of(text_bytes_max), "");
  EXPECT_NE(text_of(text_bytes_max + 1), "");
  const std::string head = R"({"schema": "oakprobe.report/1", "paths": )";
  const auto levels = [&](std::size_t count) {
    return trouble(head + std::string(count, '[') + std::string(count, ']') + "}");
  };
  EXPECT_NE(levels(report_depth_max - 1).find("no \"record\""), std::string::npos);
  EXPECT_EQ(levels(report_depth_max), "more than 48 levels are in each other");
  const auto token = [&](std::size_t bytes) {
    return trouble(head + "\"" + std::string(bytes, 'x') + "\"}");
  };
  EXPECT_NE(token(token_bytes_max - 100).find("no \"record\""), std::string::npos);
  EXPECT_EQ(token(token_bytes_max + 1), "it is too long for a report, or something in it is");
  const auto values = [&](std::size_t count) {
    std::string list = "[0";
    for (std::size_t at = 1; at < count; ++at) list += ",0";
    return trouble(head + "0, \"record\": {\"later\": [" + list + "]]}}");
  };
  EXPECT_EQ(values(piece_values_max - 1), "record.version is missing");
  EXPECT_EQ(values(piece_values_max), "record.later[0] has more than 500000 values in it");
}

}  // namespace
}  // namespace oakprobe::record
