#include "coordinator/report/explanation.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/report/already_told.hpp"
#include "coordinator/report/answer_text.hpp"
#include "coordinator/report/known_text.hpp"
#include "coordinator/report/own_look.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/tunnel_text.hpp"
#include "coordinator/telling/cause_words.hpp"
#include "coordinator/telling/tell.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace oakprobe::report {
namespace {

using diagnosis::Finding;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Severity;
using diagnosis::Status;

// What a reader was told already is not told again.
class Explanation {
 public:
  Explanation(const FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style)
      : check_(check),
        style_(style),
        columns_(columns_of(style)),
        ends_{source, target},
        told_(check) {
    directions_.emplace_back(source, target);
    if (source == target) return;
    directions_.emplace_back(target, source);
    // A machine of several roles dials itself: those paths belong to the picture, too.
    for (const NodeId node : {source, target})
      if (!paths_of({node, node}).empty()) directions_.emplace_back(node, node);
  }

  std::string render() {
    tell_answer();
    tell_how();
    tell_own_look();
    tell_notes();
    return std::move(out_);
  }

 private:
  using Direction = std::pair<NodeId, NodeId>;

  [[nodiscard]] std::vector<std::size_t> paths_of(const Direction& direction) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < check_.paths.size(); ++i) {
      const PathId& id = check_.paths.id_at(i);
      if (Direction(id.source, id.target) == direction) found.push_back(i);
    }
    return found;
  }

  // What is not as expected, like troubles together, in order of the paths.
  [[nodiscard]] std::vector<AlikePaths> troubles_of(const Direction& direction) const {
    std::vector<AlikePaths> troubles;
    for (const std::size_t index : paths_of(direction)) {
      const diagnosis::Judgement& verdict = *check_.paths.state_at(index).verdict;
      if (is_fine(verdict)) continue;
      const auto alike = std::ranges::find_if(troubles, [&](const AlikePaths& one) {
        const diagnosis::Judgement& its = *check_.paths.state_at(one.front()).verdict;
        const bool alike_fix = verdict.cause && telling::has_like_fixes(*verdict.cause);
        return its.status == verdict.status && its.cause == verdict.cause &&
               its.where == verdict.where &&
               ((alike_fix && flow_of(one.front()).protocol == flow_of(index).protocol) ||
                told_of(one.front()).fix == told_of(index).fix);
      });
      if (alike == troubles.end()) {
        troubles.push_back({index});
      } else {
        alike->push_back(index);
      }
    }
    for (AlikePaths& one : troubles) put_narrowest_first(one);
    return troubles;
  }

  // What suits it suits the others.
  void put_narrowest_first(AlikePaths& paths) const {
    const auto largest = [&](std::size_t index) {
      const FinishedPath path = check_.paths[index];
      const Protocol protocol = check_.inventory.flow(path.id.flow).protocol;
      const auto mtu = path.look ? diagnosis::path_mtu_of(*path.look, protocol) : std::nullopt;
      return mtu.value_or(UINT16_MAX);
    };
    if (check_.paths.state_at(paths.front()).verdict->cause == diagnosis::Cause::mtu)
      std::ranges::stable_sort(paths, {}, largest);
  }

  // Of the others, whose fix reads otherwise: " The same for tcp 10003, tcp 10004."
  [[nodiscard]] std::string same_fixes(const AlikePaths& paths, const telling::MarkedText& first)
      const {
    std::string others;
    for (const std::size_t index : paths) {
      if (check_.paths.state_at(index).verdict->cause == diagnosis::Cause::mtu) break;
      if (told_of(index).fix == first) continue;
      others += (others.empty() ? "" : ", ") +
                std::string(oakprobe::name_of(flow_of(index).protocol)) + " " +
                std::to_string(check_.paths.end_at(index).port);
    }
    return others.empty() ? "" : " The same for " + others + ".";
  }

  [[nodiscard]] telling::Told told_of(std::size_t index) const {
    return telling::tell(check_, check_.paths[index]);
  }

  [[nodiscard]] const inventory::Flow& flow_of(std::size_t index) const {
    return check_.inventory.flow(check_.paths.id_at(index).flow);
  }

  [[nodiscard]] const std::string& name_of(NodeId node) const {
    return check_.inventory.node(node).name;
  }
  [[nodiscard]] std::string title_of(const Direction& direction) const {
    return printable(name_of(direction.first)) + " -> " + printable(name_of(direction.second));
  }

  void say(std::string_view head, const std::string& text, std::size_t indent) {
    out_ += wrapped(head, printable(text), indent, columns_);
  }

  void say_fix(const telling::MarkedText& fix, const std::string& rest = "") {
    if (fix.empty() && rest.empty()) return;
    // One that goes on from what was told says how it goes on.
    std::string told = fix.text();
    for (const telling::MarkedText& one : fixes_) {
      const auto added = fix.behind(one);
      std::string shorter = added ? "as above." + added->text() : told;
      if (shorter.size() < told.size()) told = std::move(shorter);
    }
    say("  Fix: ", told + rest, 7);
    if (!fix.empty()) fixes_.push_back(fix);
  }

  void tell_answer() {
    std::vector<std::pair<Direction, AlikePaths>> troubles;
    for (const Direction& direction : directions_)
      for (AlikePaths& trouble : troubles_of(direction))
        troubles.emplace_back(direction, std::move(trouble));
    std::ranges::stable_sort(troubles, {}, [&](const auto& one) {
      return diagnosis::telling_order(check_.paths.state_at(one.second.front()).verdict->status);
    });
    for (const auto& [direction, trouble] : troubles) tell_trouble(direction, trouble);
    tell_findings(Severity::error);
    for (const Direction& direction : directions_) tell_working(direction);
  }

  void tell_trouble(const Direction& direction, const AlikePaths& trouble) {
    const FinishedPath path = check_.paths[trouble.front()];
    const std::string line = printable(trouble_line(check_, trouble));
    const std::string title = title_of(direction) + " is ";
    // Its first word is what the paths are.
    const std::size_t status = oakprobe::name_of(path.verdict->status).size();
    const Mark mark = mark_of(*path.verdict, path.accepted);
    out_ += wrapped(
        "",
        title + painted(line.substr(0, status), mark, style_.colour) + line.substr(status),
        4,
        columns_
    );
    const telling::MarkedText fix = told_of(trouble.front()).fix;
    say_fix(fix, same_fixes(trouble, fix));
    for (const std::size_t index : trouble) told_.note(check_.paths[index]);
  }

  void tell_working(const Direction& direction) {
    const auto paths = paths_of(direction);
    if (paths.empty() && direction.first != direction.second)
      say("", title_of(direction) + ": nothing is expected there", 4);
    AlikePaths open;
    AlikePaths closed;
    for (const std::size_t index : paths) {
      const diagnosis::Judgement& verdict = *check_.paths.state_at(index).verdict;
      if (is_fine(verdict)) (verdict.status == Status::closed ? closed : open).push_back(index);
    }
    if (!open.empty()) say("", title_of(direction) + " " + works_line(check_, open), 4);
    for (const std::size_t index : closed)
      say("", title_of(direction) + " is closed, as it must be (" + flow_of(index).id + ")", 4);
  }

  void tell_findings(Severity least) {
    for (const NodeId node : ends()) {
      for (const Finding& finding : check_.nodes[index_of(node)].findings) {
        if (finding.severity < least || !told_.note(node, finding)) continue;
        const telling::Told told = telling::tell_finding(check_, node, finding);
        say("",
            name_of(node) + " (" + std::string(oakprobe::name_of(finding.severity)) + ", " +
                std::string(oakprobe::name_of(finding.code)) + "): " + told.message,
            4);
        say_fix(told.fix);
      }
    }
  }

  [[nodiscard]] std::vector<NodeId> ends() const {
    if (ends_.first == ends_.second) return {ends_.first};
    return {ends_.first, ends_.second};
  }

  void tell_how() {
    const std::size_t begin = out_.size();
    for (const Direction& direction : directions_) {
      for (const AlikePaths& trouble : troubles_of(direction)) tell_known(direction, trouble);
      if (!style_.verbose) continue;
      for (const std::size_t index : paths_of(direction))
        if (is_fine(*check_.paths.state_at(index).verdict)) tell_known(direction, {index});
    }
    if (any_tunnel())
      for (const NodeId node : ends())
        if (const std::string text = tunnel_text(check_, node, told_.has_told_tunnel(node));
            !text.empty())
          say("  ", printable(name_of(node)) + "'s tunnel: " + text, 4);
    if (out_.size() > begin)
      out_.insert(begin, "\n" + heading("How that is known", style_.colour) + "\n");
  }

  void tell_known(const Direction& direction, const AlikePaths& paths) {
    const std::string message = told_of(paths.front()).message;
    const bool is_new = known_.insert(message).second;
    say("  ", title_of(direction) + ": " + (is_new ? message : "as above."), 4);
    for (const NamedWords& line : report::tell_known(check_, paths.front(), style_.verbose))
      say("    " + line.name + ": ", line.words.text(), 6);
  }

  [[nodiscard]] bool any_tunnel() const {
    for (std::size_t i = 0; i < check_.paths.size(); ++i) {
      if (flow_of(i).service == inventory::Service::tunnel) return true;
    }
    return false;
  }

  void tell_own_look() {
    std::vector<NamedWords> commands;
    for (const Direction& direction : directions_) {
      for (const AlikePaths& trouble : troubles_of(direction)) {
        for (NamedWords& one : own_look(check_, check_.paths[trouble.front()])) {
          const bool told = std::ranges::any_of(commands, [&](const NamedWords& other) {
            return other.name == one.name && other.words == one.words;
          });
          if (!told) commands.push_back(std::move(one));
        }
      }
    }
    if (commands.empty()) return;
    out_ += "\n" + heading("To see for yourself", style_.colour) + "\n";
    for (const NamedWords& one : commands)
      say("  on " + printable(one.name) + ": ", one.words.text(), 6);
  }

  void tell_notes() {
    const std::size_t begin = out_.size();
    tell_findings(style_.verbose ? Severity::info : Severity::warning);
    for (const NamedWords& line : tell_failed_agents(check_, told_.agents()).lines)
      say("", line.name + ": " + line.words.text(), 4);
    if (style_.verbose)
      for (const NamedWords& line : tell_touched(check_).lines)
        say("", "Touched on " + line.name + ": " + line.words.text(), 4);
    for (const std::string& note : tell_pair_notes(check_)) say("Note: ", note, 6);
    // What is found out by all of them may be wrong all the same.
    if (told_.is_empty() && check_.paths.size() > 0 &&
        check_.inventory.nodes.size() > ends().size())
      say("Note: ", "no other machine was asked; oakprobe check asks all.", 6);
    if (out_.size() > begin) out_.insert(begin, "\n");
  }

  const FinishedCheck& check_;
  const TerminalStyle& style_;
  unsigned columns_;
  Direction ends_;
  std::vector<Direction> directions_;
  AlreadyTold told_;
  std::set<std::string> known_;             // messages, below
  std::vector<telling::MarkedText> fixes_;  // that were told
  std::string out_;
};

}  // namespace

std::string render_explanation(
    const FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style
) {
  return Explanation(check, source, target, style).render();
}

}  // namespace oakprobe::report
