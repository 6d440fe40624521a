#include "coordinator/cli/audit_command.hpp"

#include "coordinator/app/output_clash.hpp"
#include "coordinator/cli/audit_log.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/service_notice.hpp"

#include <boost/asio/post.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::cli {
namespace {

// What is told of an audit, and what else goes on while it lasts.
class AuditDisplay : public AuditLog {
 public:
  AuditDisplay(const AuditOptions& options, app::Engine& engine)
      : AuditLog(options.log_format), engine_(engine) {}

  void begin(std::function<void()> stop) {
    const auto executor = engine_.io().get_executor();
    notice_.emplace(executor);
    interruption_.emplace(executor, [this, stop = std::move(stop)] {
      stopping();
      notice_->stopping();
      stop();
    });
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
  std::optional<ServiceNotice> notice_;
  std::optional<Interruption> interruption_;
};

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
  app::Audit audit(**engine, inventory, options.request, sink, display);
  display.begin([&audit] { audit.stop(); });
  const auto ended = audit.run();
  display.heed_signals_no_more();
  if (!ended) return exit_code(ended.error());  // it was told
  return options.request.once ? display.exit_code_of_run() : exit_fine;
}

}  // namespace oakprobe::cli
