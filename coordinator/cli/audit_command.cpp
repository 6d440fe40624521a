#include "coordinator/cli/audit_command.hpp"

#include "base/ip_endpoint.hpp"
#include "coordinator/app/audit_events.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/running_check.hpp"
#include "coordinator/app/served_history.hpp"
#include "coordinator/cli/audit_log.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/service_notice.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::cli {
namespace {

// What is told of an audit, and what else goes on while it lasts.
class AuditDisplay : public AuditLog {
 public:
  AuditDisplay(const AuditOptions& options, app::Engine& engine)
      : AuditLog(options.log_format),
        engine_(engine),
        events_([this](std::string_view event, std::string_view json) {
          if (page_ != nullptr) page_->server().publish(event, json);
        }) {}

  // It outlives the audit.
  void show_on(app::ServedHistory& page) {
    page_ = &page;
    serving(page.url());
  }

  void begin(std::function<void()> stop) {
    const auto executor = engine_.io().get_executor();
    notice_.emplace(executor);
    interruption_.emplace(executor, [this, stop = std::move(stop)] {
      stopping();
      notice_->stopping();
      stop();
    });
  }
  void began(app::RunningCheck& running) override {
    events_.began(running.run_id(), running.path_count(), app::now());
  }
  void progressed(const check::Progress& progress) override {
    events_.progressed(progress, std::chrono::steady_clock::now());
  }
  void run_over(const app::AuditedRun& run) override {
    AuditLog::run_over(run);
    events_.run_over(run);
    if (page_ != nullptr) page_->server().look_for_run();
  }
  void run_failed(const app::Failure& failure) override {
    AuditLog::run_failed(failure);
    events_.run_failed(failure);
  }
  void over() override {
    interruption_->stop();
    notice_->stop();
  }
  // Nothing is left that a signal would have to free: what is still to be told to a history that
  // does not answer is not worth waiting for.
  void heed_signals_no_more() { interruption_.reset(); }

 private:
  app::Engine& engine_;
  app::AuditEvents events_;
  app::ServedHistory* page_ = nullptr;
  std::optional<ServiceNotice> notice_;
  std::optional<Interruption> interruption_;
};

using OptionalTerms = std::optional<app::ServeTerms>;

// nullopt: nobody asks for a page.
app::OrFailure<OptionalTerms> terms_of_page(
    const AuditOptions& options, const inventory::AuditSettings& settings
) {
  app::ServeRequest request = options.page;
  if (!request.listen && settings.serve) request.listen = parse_ip_endpoint(*settings.serve);
  if (request.listen) {
    auto terms = app::serve_terms(request);
    if (!terms) return terms.error();
    return OptionalTerms(std::move(*terms));
  }
  if (request.token_file)
    return app::wrong_input(
        "--token-file is for the page, and none is served: add --serve ADDRESS:PORT, or audit: "
        "{serve: ADDRESS:PORT} in the inventory"
    );
  return OptionalTerms();
}

// By a connection of its own to the history, which is there already.
app::OrFailure<std::unique_ptr<app::ServedHistory>> serve_page(
    app::ServeTerms terms,
    const std::optional<std::string>& history,
    const std::string& inventory,
    AuditDisplay& display
) {
  auto database = app::open_history(history, history::IfMissing::refuse);
  if (!database) return database.error();
  auto page =
      std::make_unique<app::ServedHistory>(std::move(*database), app::deployment_of(inventory));
  const auto started = page->start(std::move(terms.settings));
  if (!started) return started.error();
  for (const std::string& warning : terms.warnings) display.warn(warning);
  display.show_on(*page);
  return page;
}

}  // namespace

int run_audit(const AuditOptions& options) {
  app::WatchedInventory inventory(options.inventory, options.selection);
  const auto read = inventory.read();
  if (!read) return refuse(read.error());
  tell_doubts(inventory.inventory(), options.inventory);
  std::vector<app::NamedOutput> outputs;
  if (options.places.textfile) outputs.push_back({"--textfile", *options.places.textfile});
  const auto& audit_settings = inventory.inventory().audit;
  const auto& history = options.places.history ? options.places.history : audit_settings.history;
  const auto place = history ? history::find_place(*history) : history::default_place();
  if (place && place->backend == history::Backend::sqlite)
    outputs.push_back({"--history", place->where});
  const auto apart = app::keep_outputs_apart(options.inventory, outputs);
  if (!apart) return refuse(apart.error());
  auto page_terms = terms_of_page(options, audit_settings);
  if (!page_terms) return refuse(page_terms.error());
  auto engine = app::Engine::start(fleet::Keep::yes);
  if (!engine) return refuse(engine.error());

  AuditDisplay display(options, **engine);
  // The display is the engine's thread's.
  const auto tell = [&display, &io = (*engine)->io()](const std::string& what) {
    boost::asio::post(io, [&display, what] { display.warn(what); });
  };
  app::StoredAudit sink(options.places, options.inventory, tell);
  const auto opened = sink.open(audit_settings);
  if (!opened) return refuse(opened.error());
  std::unique_ptr<app::ServedHistory> page;
  if (*page_terms) {
    auto served = serve_page(std::move(**page_terms), history, options.inventory, display);
    if (!served) return refuse(served.error());
    page = std::move(*served);
  }
  app::Audit audit(**engine, inventory, options.request, sink, display);
  display.begin([&audit] { audit.stop(); });
  const auto ended = audit.run();
  display.heed_signals_no_more();
  if (!ended) return exit_code(ended.error());  // it was told
  return options.request.once ? display.exit_code_of_run() : exit_fine;
}

}  // namespace oakprobe::cli
