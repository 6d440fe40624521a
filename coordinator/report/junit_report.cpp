#include "base/printable.hpp"
#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/report_format.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/telling/tell.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <pugixml.hpp>

namespace oakprobe::report {
namespace {

using diagnosis::Finding;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Outcome;
using diagnosis::Severity;

// XML 1.0 has no control characters, not even as references (2.2): printable() leaves none.
void put(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(printable(value).c_str());
}

pugi::xml_node add_case(
    pugi::xml_document& document, const std::string& class_name, const std::string& name
) {
  pugi::xml_node node = document.append_child("testcase");
  put(node, "classname", class_name);
  put(node, "name", name);
  return node;
}

void print(const pugi::xml_document& document, std::ostream& out) {
  document.first_child().print(out, "  ", pugi::format_indent, pugi::encoding_utf8, 2);
}

// "where: target-firewall", a line each, nothing for what is empty.
class Lines {
 public:
  void add(const std::string& name, const std::string& value) {
    if (!value.empty()) text_ += name + ": " + printable(value) + "\n";
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  void append_to(pugi::xml_node node) const {
    if (!empty()) node.text().set(("\n" + text_).c_str());
  }

 private:
  std::string text_;
};

std::string status_of(const FinishedPath& path) {
  std::string text(name_of(path.verdict->status));
  if (path.verdict->cause) text += ", " + std::string(name_of(*path.verdict->cause));
  return text;
}

Lines details_of(
    const FinishedCheck& check,
    const Silenced& silenced,
    std::size_t index,
    const telling::Told& told
) {
  const FinishedPath& path = check.paths[index];
  Lines lines;
  lines.add("status", status_of(path) + (path.accepted ? " (accepted)" : ""));
  lines.add("message", told.message);
  lines.add("where", where_text(path.verdict->where));
  lines.add("seen", seen_text(check, {index}));
  lines.add("counts", counts_text(check, {index}));
  lines.add("fix", told.fix.text());
  lines.add("silenced", silenced.text_of_path(index));
  lines.add("caveats", caveats_text(path.verdict->caveats));
  if (path.cause_index) lines.add("cause", std::to_string(*path.cause_index + 1));
  return lines;
}

std::string why_of(const std::string& message, const std::string& fix) {
  return fix.empty() ? message : message + " Fix: " + fix;
}

std::string case_name_of(const FinishedCheck& check, const FinishedPath& path) {
  return check.inventory.node(path.id.source).name + " -> " +
         check.inventory.node(path.id.target).name + " " +
         std::string(name_of(check.inventory.flow(path.id.flow).protocol)) + "/" +
         std::to_string(path.port);
}

void write_path(
    const FinishedCheck& check, const Silenced& silenced, std::size_t index, std::ostream& out
) {
  const FinishedPath& path = check.paths[index];
  const Outcome outcome = outcome_of(path, check.fail_on);
  pugi::xml_document document;
  const std::string& flow = check.inventory.flow(path.id.flow).id;
  pugi::xml_node node = add_case(document, flow, case_name_of(check, path));
  const telling::Told told = telling::tell(check, path);
  const std::string why = why_of(told.message, told.fix.text());
  if (outcome == Outcome::failed || outcome == Outcome::unknown) {
    pugi::xml_node result = node.append_child(outcome == Outcome::failed ? "failure" : "error");
    const auto& cause = path.verdict->cause;
    put(result, "type", std::string(cause ? name_of(*cause) : name_of(path.verdict->status)));
    put(result, "message", why);
    details_of(check, silenced, index, told).append_to(result);
  } else if (outcome == Outcome::accepted) {
    put(node.append_child("skipped"), "message", "unknown, and the inventory accepts it: " + why);
  } else if (!is_as_expected(*path.verdict) || !path.verdict->caveats.empty()) {
    details_of(check, silenced, index, told).append_to(node.append_child("system-out"));
  }
  print(document, out);
}

void write_finding(
    const FinishedCheck& check, NodeId at, const Finding& finding, std::ostream& out
) {
  const telling::Told told = telling::tell_finding(check, at, finding);
  const std::string code(name_of(finding.code));
  pugi::xml_document document;
  pugi::xml_node node = add_case(document, "finding", check.inventory.node(at).name + ": " + code);
  pugi::xml_node failure = node.append_child("failure");
  put(failure, "type", code);
  put(failure, "message", why_of(told.message, told.fix.text()));
  print(document, out);
}

// What was not looked at to the end must not pass for whole.
void write_interruption(std::ostream& out) {
  pugi::xml_document document;
  pugi::xml_node node = add_case(document, "check", "ran to its end");
  pugi::xml_node error = node.append_child("error");
  put(error, "type", "interrupted");
  put(error, "message", "The check was interrupted: what it did not come to is unknown.");
  print(document, out);
}

void write_properties(const FinishedCheck& check, std::ostream& out) {
  pugi::xml_document document;
  pugi::xml_node properties = document.append_child("properties");
  const auto add = [&](const char* name, const std::string& value) {
    pugi::xml_node property = properties.append_child("property");
    put(property, "name", name);
    put(property, "value", value);
  };
  add("run", check.run_id);
  add("oakprobe", check.oakprobe);
  add("oakestra", check.inventory.release);
  add("outcome", tell_outcome(check));
  for (const NamedList& list : tell_nodes(check)) {
    for (const NamedWords& line : list.lines) add("note", line.name + ": " + line.words.text());
  }
  for (const NamedWords& line : tell_silences(check).lines)
    add("silence", line.name + ": " + line.words.text());
  for (const NamedWords& line : tell_touched(check).lines) {
    add("touched", line.name + ": " + line.words.text());
  }
  for (const std::string& note : tell_notes(check)) add("note", note);
  print(document, out);
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

Counts counts_of(const FinishedCheck& check) {
  const diagnosis::Failures failures = diagnosis::failures_of(check);
  Counts counts;
  counts.tests = check.paths.size() + failures.findings + (check.interrupted ? 1 : 0);
  counts.failures = failures.paths + failures.findings;
  counts.errors = check.interrupted ? 1 : 0;
  for (const FinishedPath& path : check.paths) {
    const Outcome outcome = outcome_of(path, check.fail_on);
    counts.errors += outcome == Outcome::unknown ? 1 : 0;
    counts.skipped += outcome == Outcome::accepted ? 1 : 0;
  }
  return counts;
}

// Our own numbers and time only: the cases between the tags are printed one by one.
void write_opening(const FinishedCheck& check, std::ostream& out) {
  const Counts counts = counts_of(check);
  const auto attributes = [&]() -> std::ostream& {
    return out << " name=\"oakprobe\" tests=\"" << counts.tests << "\" failures=\""
               << counts.failures << "\" errors=\"" << counts.errors << '"';
  };
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites";
  attributes() << ">\n  <testsuite";
  attributes() << " skipped=\"" << counts.skipped << '"';
  // UTC without a zone, as the format has it.
  if (check.started.ends_with('Z')) {
    out << " timestamp=\"" << check.started.substr(0, check.started.size() - 1) << '"';
  }
  out << ">\n";
}

}  // namespace

void write_junit(const FinishedCheck& check, std::ostream& out, const ReportContent&) {
  write_opening(check, out);
  write_properties(check, out);
  if (check.interrupted) write_interruption(out);
  for (std::size_t i = 0; i < check.nodes.size() && out; ++i) {
    for (const Finding& finding : check.nodes[i].findings) {
      if (finding.severity == Severity::error)
        write_finding(check, NodeId{static_cast<std::uint32_t>(i)}, finding, out);
    }
  }
  const Silenced silenced(check);
  for (std::size_t i = 0; i < check.paths.size() && out; ++i) write_path(check, silenced, i, out);
  out << "  </testsuite>\n</testsuites>\n";
}

}  // namespace oakprobe::report
