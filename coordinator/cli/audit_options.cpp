#include "coordinator/cli/audit_options.hpp"

#include "base/duration.hpp"
#include "base/printable.hpp"
#include "inventory/shell_words.hpp"

#include <string>
#include <utility>
#include <vector>

namespace oakprobe::cli {

void add_audit_options(boost::program_options::options_description& options) {
  const auto word = [] { return boost::program_options::value<std::string>(); };
  const auto words = [] { return boost::program_options::value<std::vector<std::string>>(); };
  options.add_options()("every", word())("once", "")("confirm", word())("flap-limit", word());
  options.add_options()("history", word())("textfile", word())("metric-paths", word());
  options.add_options()("webhook", words())("webhook-secret-file", word());
  options.add_options()("alertmanager", words())("alert-command", words());
  options.add_options()("serve", word())("token-file", word());
}

app::AuditPlaces read_audit_places(const OptionReader& reader) {
  using inventory::AlertReceiverKind;
  app::AuditPlaces places;
  places.history = reader.text("history");
  places.textfile = reader.text("textfile");
  places.metric_paths = reader.number("metric-paths", 0, 10'000, 200);
  const auto secret = reader.text("webhook-secret-file");
  for (std::string& url : reader.texts("webhook"))
    places.alerts.push_back({AlertReceiverKind::webhook, std::move(url), secret, {}});
  if (secret && places.alerts.empty())
    throw WrongUsage("--webhook-secret-file signs what goes to --webhook, and there is none");
  for (std::string& url : reader.texts("alertmanager"))
    places.alerts.push_back({AlertReceiverKind::alertmanager, std::move(url), {}, {}});
  for (const std::string& command : reader.texts("alert-command")) {
    auto words = inventory::split_shell_words(command);
    if (!words || words->empty())
      throw WrongUsage(
          "--alert-command is a program and its arguments, as for a shell, not " +
          in_quotes(command)
      );
    places.alerts.push_back({AlertReceiverKind::command, "", {}, std::move(*words)});
  }
  return places;
}

void read_audit_options(const OptionReader& reader, app::AuditRequest& request) {
  request.every = read_duration(reader, "every");
  request.once = reader.has("once");
  if (request.once && request.every) throw WrongUsage("--once is a single run; leave --every away");
  if (const auto word = reader.text("confirm")) {
    request.confirm = inventory::parse_confirm(*word);
    if (!request.confirm)
      throw WrongUsage(
          "--confirm is two numbers up to 20, such as 2/3 (in 2 of the last 3 runs), not " +
          in_quotes(*word)
      );
  }
  if (reader.has("flap-limit"))
    request.flap_limit = reader.number("flap-limit", 1, inventory::flap_limit_max, 1);
}

std::optional<std::chrono::seconds> read_duration(
    const OptionReader& reader, const std::string& name
) {
  const auto word = reader.text(name);
  if (!word) return std::nullopt;
  if (const auto span = parse_duration(*word)) return span;
  throw WrongUsage(
      "--" + name + " is a whole number and s, m, h, d or y, such as 90s or 5m, not " +
      in_quotes(*word)
  );
}

}  // namespace oakprobe::cli
