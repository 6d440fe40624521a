#include "coordinator/app/outlined_report.hpp"

#include "coordinator/app/read_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string_view>

namespace oakprobe::app {
namespace {

using Json = nlohmann::json;
using timeline::Outline;
using timeline::OutlinedPath;
using timeline::PathOutcome;

constexpr std::size_t report_bytes_max = std::size_t{1} << 30U;
constexpr int report_depth_max = 64;

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

// Of a report only what is compared is built, however long it is.
class Sieve {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > report_depth_max) return false;
    if (event != Json::parse_event_t::key) return true;
    const std::string_view key = parsed.get_ref<const std::string&>();
    if (depth == 1) section_ = key;
    if (depth == 1) return is_one_of(key, {"schema", "run", "nodes", "paths"});
    if (section_ == "run") return is_one_of(key, {"id", "started", "paths_listed"});
    if (section_ == "nodes") return is_one_of(key, {"name", "findings", "severity"});
    if (depth > 3) return key == "median";
    return is_one_of(
        key,
        {"flow", "source", "target", "status", "cause", "where", "where_any", "accepted", "rtt_us"}
    );
  }

 private:
  std::string section_;
};

std::string_view text_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  if (found == json.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

diagnosis::SegmentSet places_of(const Json& path) {
  diagnosis::SegmentSet where = timeline::parse_places(text_at(path, "where"));
  if (const auto any = path.find("where_any"); any != path.end() && any->is_array())
    for (const Json& one : *any)
      if (const auto segment =
              one.is_string() ? value_named<diagnosis::Segment>(one.get_ref<const std::string&>())
                              : std::nullopt)
        where.insert(*segment);
  return where;
}

// nullopt: it is none.
std::optional<OutlinedPath> path_of(const Json& json, Outline& outline) {
  const auto status = value_named<diagnosis::Status>(text_at(json, "status"));
  OutlinedPath path;
  path.flow = outline.keep(text_at(json, "flow"));
  path.source = outline.keep(text_at(json, "source"));
  path.target = outline.keep(text_at(json, "target"));
  if (!status || path.flow.empty() || path.source.empty() || path.target.empty())
    return std::nullopt;
  PathOutcome outcome;
  outcome.status = *status;
  outcome.cause = value_named<diagnosis::Cause>(text_at(json, "cause"));
  outcome.where = places_of(json);
  const auto accepted = json.find("accepted");
  outcome.accepted = accepted != json.end() && *accepted == true;
  (outcome.status == diagnosis::Status::unknown ? path.unknown : path.known) = outcome;
  const auto time = json.find("rtt_us");
  if (time == json.end() || !time->is_object()) return path;
  const auto median = time->find("median");
  if (median == time->end() || !median->is_number_unsigned()) return path;
  path.median_us = static_cast<std::uint32_t>(std::min(
      median->get<std::uint64_t>(), std::uint64_t{std::numeric_limits<std::uint32_t>::max()}
  ));
  return path;
}

bool has_errors(const Json& node) {
  const auto findings = node.is_object() ? node.find("findings") : node.end();
  return node.is_object() && findings != node.end() &&
         std::ranges::any_of(*findings, [](const Json& finding) {
           return value_named<diagnosis::Severity>(text_at(finding, "severity")) ==
                  diagnosis::Severity::error;
         });
}

bool has_doubles(const Outline& outline) {
  const auto same = [](const OutlinedPath& one, const OutlinedPath& other) {
    return timeline::compare_names(one, other) == 0;
  };
  return std::ranges::adjacent_find(outline.paths, same) != outline.paths.end();
}

}  // namespace

OrFailure<Outline> outline_of_report(
    std::string_view text, const std::string& name, Listed listed
) {
  const auto wrong = [&name](const char* why) { return wrong_input(name + ": " + why); };
  Sieve sieve;
  const auto filter = [&sieve](int depth, Json::parse_event_t event, Json& parsed) {
    return sieve(depth, event, parsed);
  };
  const Json report = Json::parse(text, filter, false);
  if (text_at(report, "schema") != "oakprobe.report/1")
    return wrong("is no report of Oakprobe's (oakprobe check --json writes one)");
  const auto run = report.find("run");
  const auto nodes = report.find("nodes");
  const auto paths = report.find("paths");
  if (run == report.end() || nodes == report.end() || !nodes->is_array() || paths == report.end() ||
      !paths->is_array())
    return wrong("is a report of which a part is missing");
  if (listed == Listed::all && text_at(*run, "paths_listed") == "failed")
    return wrong("lists only what failed; write it with --paths all");
  Outline outline;
  outline.head.id = text_at(*run, "id");
  outline.head.started = parse_utc(text_at(*run, "started")).value_or(UtcSeconds());
  outline.head.deployment = name;
  for (const Json& node : *nodes) outline.nodes.push_back(outline.keep(text_at(node, "name")));
  outline.found_errors = std::ranges::any_of(*nodes, has_errors);
  outline.paths.reserve(paths->size());
  for (const Json& one : *paths) {
    const auto path = path_of(one, outline);
    if (!path) return wrong("has a path without a name or a status");
    outline.paths.push_back(*path);
  }
  outline.sort();
  if (has_doubles(outline)) return wrong("has a path twice");
  return outline;
}

OrFailure<Outline> outlined_report(const std::string& file, Listed listed) {
  const auto text = read_file(file, report_bytes_max);
  if (!text) return wrong_input(text.error().message);
  if (text->size() > report_bytes_max) return wrong_input(file + ": is longer than 1 GiB");
  return outline_of_report(*text, file, listed);
}

}  // namespace oakprobe::app
