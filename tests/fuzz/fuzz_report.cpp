#include "base/check.hpp"
#include "coordinator/page/page_json.hpp"
#include "coordinator/page/report_cards.hpp"
#include "coordinator/record/read_report.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/matrix.hpp"
#include "coordinator/report/node_report.hpp"

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

namespace {

using oakprobe::diagnosis::FinishedCheck;
namespace page = oakprobe::page;
namespace report = oakprobe::report;

std::string json_of(const FinishedCheck& check) {
  std::ostringstream out;
  report::write_json(check, out);
  return out.str();
}

void tell(const FinishedCheck& check) {
  std::ostringstream markdown;
  report::write_markdown(check, markdown);
  CHECK(markdown.str().size() <= report::markdown_bytes_max);
  std::ostringstream out;
  for (const page::ReportCard& card : page::report_cards)
    card.write(check, out, {.round_trips = true});
  page::write_page_data(
      check, out
  );  // which no form has in a program that is built without the page
  report::TerminalStyle style;
  style.verbose = style.by_flow = style.round_trips = true;
  out << report::render_matrix(check, style);
  if (check.nodes.empty()) return;
  const auto last = static_cast<oakprobe::NodeId>(check.nodes.size() - 1);
  out << report::render_node(check, last, style);
  out << report::render_explanation(check, last, oakprobe::NodeId{}, style);
}

}  // namespace

// A report from anybody: what is read of it can be told in every form, and is the same when it was
// written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::stringbuf bytes(std::string(reinterpret_cast<const char*>(data), size));
  const auto check = oakprobe::record::read_report(bytes);
  if (!check || check->paths.size() > 1'000) return 0;
  tell(*check);
  const std::string written = json_of(*check);
  std::stringbuf again(written);
  const auto read = oakprobe::record::read_report(again);
  CHECK(read);
  CHECK(json_of(*read) == written);
  return 0;
}
