#include "coordinator/cli/watched_repair.hpp"

#include "base/duration.hpp"
#include "base/listing.hpp"
#include "coordinator/app/mending.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/push_text.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/cli/write_text.hpp"

#include <iostream>
#include <optional>
#include <unistd.h>
#include <utility>

namespace oakprobe::cli {
namespace {

// The checks between two whole ones are not told of.
class RepairDisplay : public app::MendingObserver {
 public:
  RepairDisplay(const CheckOptions& options, app::ReportFiles& reports, const Render& render)
      : options_(options), reports_(reports), render_(render) {}

  void stop_with(app::Engine& engine, app::Mending& mending) {
    interruption_.emplace(engine.io().get_executor(), [&mending] {
      complain("interrupted; freeing every port (once more: end at once)");
      mending.stop();
    });
  }

  void warn(const std::string& what) override { complain(what); }
  app::OrFailure<std::string> sudo_password(const std::string& nodes) override {
    return app::wrong_input(
        "--wait starts a lost agent again, and would ask for the password that sudo wants on " +
        nodes + " each time; leave --wait away, or let sudo ask nothing"
    );
  }
  app::OrFailure<void> before_sending() override {
    if (std::exchange(begun_, true)) return {};
    return reports_.open();
  }
  void push_announced(const app::PushAnnouncement& push) override {
    if (!std::exchange(push_told_, true)) complain(push_text(push));
  }
  void watches(const diagnosis::FinishedCheck& check, std::size_t paths) override {
    auto style = terminal_style(STDERR_FILENO, options_.no_color);
    style.by_flow = options_.by_flow;
    static_cast<void>(write_text(std::cerr, render_(check, style)));
    complain(
        "watching " + count_of(paths, "path") + " for " + duration_text(*options_.wait) +
        " at most (Ctrl-C: no longer)"
    );
  }
  void changed(const audit::PathName& path, const audit::Condition& now, std::size_t left)
      override {
    complain(repair_text(path, now, left));
  }
  void over() override { interruption_.reset(); }

 private:
  const CheckOptions& options_;
  app::ReportFiles& reports_;
  const Render& render_;
  std::optional<Interruption> interruption_;
  bool begun_ = false;
  bool push_told_ = false;
};

}  // namespace

std::string repair_text(
    const audit::PathName& path, const audit::Condition& now, std::size_t left
) {
  std::string text = path.flow + " from " + path.source + " to " + path.target + " is ";
  text += name_of(now.status);
  if (now.cause) text.append(": ").append(name_of(*now.cause));
  return text + "; " + count_of(left, "path") + (left == 1 ? " is left" : " are left");
}

app::OrFailure<diagnosis::FinishedCheck> watch_repair(
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    const CheckOptions& options,
    app::ReportFiles& reports,
    const Render& render
) {
  auto engine = app::Engine::start(fleet::Keep::yes);
  if (!engine) return engine.error();
  RepairDisplay display(options, reports, render);
  app::Mending mending(
      **engine, std::move(inventory), std::move(selection), options.request, display
  );
  display.stop_with(**engine, mending);
  return mending.run(*options.wait);
}

}  // namespace oakprobe::cli
