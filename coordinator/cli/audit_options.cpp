#include "coordinator/cli/audit_options.hpp"

#include "base/duration.hpp"
#include "base/printable.hpp"

#include <string>

namespace oakprobe::cli {

void add_audit_options(boost::program_options::options_description& options) {
  const auto word = [] { return boost::program_options::value<std::string>(); };
  options.add_options()("every", word())("once", "")("confirm", word())("flap-limit", word());
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
