#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/report/html_element.hpp"
#include "coordinator/report/html_matrix.hpp"
#include "coordinator/report/html_parts.hpp"
#include "coordinator/report/html_style.hpp"
#include "coordinator/report/report_format.hpp"
#include "coordinator/report/story.hpp"

#include <algorithm>
#include <ostream>
#include <pugixml.hpp>
#include <set>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using pugi::xml_node;

// "2026-11-24 00:00:00 UTC" of RFC 3339; another text as it is.
std::string utc_text(const std::string& time) {
  constexpr std::size_t date_end = 10;
  if (time.size() <= date_end || time[date_end] != 'T' || time.back() != 'Z') return time;
  const std::string clock = time.substr(date_end + 1, time.size() - date_end - 2);
  return time.substr(0, date_end) + " " + clock + " UTC";
}

// Which deployment this is of, and when it was checked.
void add_about(xml_node main, const FinishedCheck& check) {
  xml_node about = add_element(main, "p");
  set_attribute(about, "class", "about");
  if (!check.deployment.empty()) {
    add_element(about, "strong", check.deployment);
    add_words(about, ", ");
  }
  const std::size_t nodes = check.inventory.nodes.size();
  add_words(about, count_of(nodes, "node") + ", checked ");
  set_attribute(add_element(about, "time", utc_text(check.started)), "datetime", check.started);
}

// Prose, with its commands set apart.
void add_marked(xml_node parent, const telling::MarkedText& text) {
  for (const telling::TextPart& part : text.parts()) {
    const std::string words = printable(part.text);
    if (part.command) {
      add_element(parent, "code", words);
    } else {
      add_words(parent, words);
    }
  }
}

void add_field(xml_node list, const char* name, const std::string& words) {
  if (words.empty()) return;
  add_element(list, "dt", name);
  add_element(list, "dd", words);
}

void add_trouble(xml_node section, const Trouble& trouble) {
  xml_node article = add_element(section, "article");
  set_attribute(article, "id", entry_id(trouble.id));
  xml_node title = add_element(article, "h3", std::to_string(trouble.id) + ". ");
  set_class(
      add_element(title, "span", trouble.title + (trouble.accepted ? ", accepted" : "")),
      trouble.mark
  );
  add_element(article, "p", trouble.message);
  xml_node list = add_element(article, "dl");
  add_field(list, "Where", trouble.where);
  add_field(list, "Seen", trouble.seen);
  if (!trouble.fix.empty()) {
    add_element(list, "dt", "Fix");
    xml_node fix = add_element(list, "dd");
    set_attribute(fix, "class", "fix");
    add_marked(fix, trouble.fix);
  }
  add_field(list, "Silenced", trouble.silenced);
  add_field(list, "Paths", paths_text(trouble));
}

void add_left(xml_node parent, std::size_t left) {
  if (left > 0)
    add_element(parent, "p", std::to_string(left) + " more: the JSON report has them all.");
}

void add_section(xml_node main, const TroubleSection& told) {
  xml_node section = add_element(main, "section");
  add_element(section, "h2", std::string(told.title));
  for (const Trouble& trouble : told.troubles) add_trouble(section, trouble);
  add_left(section, told.left);
}

void add_list(xml_node main, const NamedList& told) {
  if (told.lines.empty()) return;
  xml_node section = add_element(main, "section");
  add_element(section, "h2", std::string(told.title));
  xml_node list = add_element(section, "ul");
  for (const NamedWords& line : told.lines)
    add_marked(add_element(list, "li", line.name + ": "), line.words);
  add_left(section, told.left);
}

void add_summary(xml_node main, const FinishedCheck& check) {
  const std::string outcome = tell_outcome(check);
  const bool failed = diagnosis::failures_of(check).any();
  const bool passed = !failed && check.summary.unknown == check.summary.accepted;
  set_attribute(
      add_element(main, "p", outcome),
      "class",
      failed ? "outcome failed" : (passed ? "outcome passed" : "outcome undecided")
  );
  add_element(main, "p", summary_text(check.summary));
}

// The first of what is wrong, at the top: it is what the page is opened for.
void add_first(xml_node main, const std::vector<TroubleSection>& sections) {
  constexpr std::size_t first_max = 3;
  if (sections.empty() || sections.front().troubles.front().mark < Mark::degraded) return;
  const std::vector<Trouble>& troubles = sections.front().troubles;
  for (std::size_t i = 0; i < std::min(troubles.size(), first_max); ++i) {
    xml_node line = add_element(main, "p");
    set_attribute(line, "class", "first");
    xml_node link =
        add_element(line, "a", std::to_string(troubles[i].id) + ". " + troubles[i].title);
    set_attribute(link, "href", "#" + entry_id(troubles[i].id));
  }
}

}  // namespace

void write_html_title(const FinishedCheck& check, std::ostream& out) {
  pugi::xml_document head;
  const std::string of = check.deployment.empty() ? "" : check.deployment + " - ";
  add_element(head, "title", of + "Oakprobe: who reaches whom");
  head.print(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
}

void write_html_main(const FinishedCheck& check, std::ostream& out, const ReportContent& content) {
  pugi::xml_document page;
  xml_node main = add_element(page, "main");
  add_element(main, "h1", "Oakprobe: who reaches whom");
  add_about(main, check);
  add_summary(main, check);
  const std::vector<TroubleSection> sections = tell_troubles(check);
  add_first(main, sections);
  std::set<std::size_t> entries;
  for (const TroubleSection& section : sections)
    for (const Trouble& trouble : section.troubles) entries.insert(trouble.id);
  add_matrix(main, matrix_of(check), entries);
  if (content.round_trips) add_round_trips(main, round_trips_of(check));
  for (const TroubleSection& section : sections) add_section(main, section);
  for (const NamedList& list : tell_nodes(check)) add_list(main, list);
  add_list(main, tell_silences(check));
  add_list(main, tell_touched(check));
  const auto sentences = tell_notes(check);
  if (!sentences.empty()) add_element(main, "h2", "Notes");
  xml_node list = sentences.empty() ? xml_node() : add_element(main, "ul");
  for (const std::string& note : sentences) add_element(list, "li", note);
  add_element(
      add_element(main, "footer"),
      "p",
      "Run " + check.run_id + ", " + check.started + " to " + check.finished + ", oakprobe " +
          check.oakprobe + ", Oakestra " + check.inventory.release +
          (check.inventory.release_assumed ? " (assumed)" : "") + "."
  );
  // HTML knows no <td/>.
  page.print(
      out,
      "",
      pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags,
      pugi::encoding_utf8
  );
}

// The policy keeps any script from running, whatever a browser makes of the page.
void write_html(const FinishedCheck& check, std::ostream& out, const ReportContent& content) {
  out << html_head_begin
      << R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"
         R"(style-src 'unsafe-inline'">)"
      << '\n';
  write_html_title(check, out);
  out << "\n<style>" << html_style << "</style>\n</head>\n<body>";
  write_html_main(check, out, content);
  out << "</body>\n</html>\n";
}

}  // namespace oakprobe::report
