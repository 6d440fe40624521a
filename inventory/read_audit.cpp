#include "inventory/read_audit.hpp"

#include "base/duration.hpp"
#include "base/ip_endpoint.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "base/utc_time.hpp"
#include "inventory/shell_words.hpp"
#include "inventory/values.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::size_t silence_why_bytes_max = 500;
constexpr std::array<std::string_view, 8> audit_keys{
    "every", "history", "confirm", "flap_limit", "serve", "alerts", "keep", "silence"};
constexpr std::array<std::string_view, 3> keep_keys{"runs", "hours", "days"};
constexpr std::array<std::string_view, 2> webhook_keys{"webhook", "secret_file"};
constexpr std::array<std::string_view, 1> alertmanager_keys{"alertmanager"};
constexpr std::array<std::string_view, 1> command_keys{"command"};
constexpr std::array<std::string_view, 6> silence_keys{
    "flow", "source", "target", "node", "until", "why"};

class AuditReader {
 public:
  AuditReader(References& references, Diagnostics& diagnostics)
      : references_(references), diagnostics_(diagnostics) {}

  AuditSettings read(const YamlNode& map) {
    AuditSettings settings;
    if (!check_map(map, "audit", audit_keys, diagnostics_)) return settings;
    settings.every = duration(map, "every");
    settings.history = text(map, "history");
    settings.confirm = value<Confirm>(
        map, "confirm", parse_confirm, "two numbers up to 20, such as 2/3 (in 2 of the last 3 runs)"
    );
    settings.flap_limit = value<unsigned>(map, "flap_limit", flap_limit, "a number from 1 to 100");
    settings.serve = value<std::string>(
        map, "serve", endpoint, "ADDRESS:PORT, such as 127.0.0.1:8080 or \"[::1]:8080\""
    );
    if (const auto* keep = map.find("keep")) settings.keep = read_keep(*keep);
    for (const YamlEntry& entry :
         list(map, "alerts", "- {webhook: https://…}", alert_receivers_max))
      read_receiver(*entry.value, settings.alerts);
    const std::string_view example = "- {node: w3, until: 2026-12-01, why: moved}";
    for (const YamlEntry& entry : list(map, "silence", example, silences_max))
      read_silence(*entry.value, settings.silence);
    return settings;
  }

 private:
  std::optional<std::string> text(const YamlNode& map, std::string_view key) {
    const auto* node = map.find(key);
    const auto read = node == nullptr ? std::nullopt : read_text(*node, key, diagnostics_);
    return read ? std::optional(std::string(*read)) : std::nullopt;
  }

  // One that parse() makes of a text; else it is told what it should be.
  template <class Value, class Parse>
  std::optional<Value> value(
      const YamlNode& map, std::string_view key, const Parse& parse, std::string_view right
  ) {
    const auto written = text(map, key);
    if (!written) return std::nullopt;
    std::optional<Value> read = parse(*written);
    if (!read)
      diagnostics_.add(
          map.find(key)->at,
          std::string(key) + " is " + std::string(right) + "; not " + in_quotes(*written)
      );
    return read;
  }

  std::optional<std::chrono::seconds> duration(const YamlNode& map, std::string_view key) {
    return value<std::chrono::seconds>(
        map, key, parse_duration, "a whole number and s, m, h, d or y, such as 90s or 5m"
    );
  }

  static std::optional<unsigned> flap_limit(std::string_view text) {
    const auto number = parse_number<unsigned>(text);
    return number && *number >= 1 && *number <= flap_limit_max ? number : std::nullopt;
  }

  // Or a day alone, which begins at midnight.
  static std::optional<std::chrono::sys_seconds> moment(const std::string& text) {
    const bool day = text.size() == std::string_view("2026-12-01").size();
    const auto since_1970 = parse_utc(day ? text + "T00:00:00Z" : text);
    return since_1970 ? std::optional(std::chrono::sys_seconds(*since_1970)) : std::nullopt;
  }

  static std::optional<std::string> endpoint(std::string_view text) {
    const auto read = parse_ip_endpoint(text);
    return read && read->port > 0 ? std::optional(std::string(text)) : std::nullopt;
  }

  static std::optional<std::string> url(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
      if (text.starts_with(scheme) && text.size() > scheme.size() &&
          text.find_first_of(" \t\r\n") == text.npos)
        return std::string(text);
    return std::nullopt;
  }

  std::span<const YamlEntry> list(
      const YamlNode& map, std::string_view key, std::string_view example, std::size_t most
  ) {
    const auto* node = map.find(key);
    const auto entries =
        node == nullptr ? std::nullopt : read_list(*node, key, example, diagnostics_);
    if (!entries) return {};
    if (entries->size() <= most) return *entries;
    diagnostics_.add(
        node->at,
        "too many entries in " + std::string(key) + "; " + std::to_string(most) + " are the most"
    );
    return {};
  }

  Keep read_keep(const YamlNode& map) {
    if (!check_map(map, "keep", keep_keys, diagnostics_)) return {};
    return {duration(map, "runs"), duration(map, "hours"), duration(map, "days")};
  }

  void read_receiver(const YamlNode& map, std::vector<AlertReceiver>& into) {
    constexpr std::string_view address = "a URL that begins with https:// or http://";
    AlertReceiver receiver;
    if (map.find("webhook") != nullptr) {
      if (!check_map(map, "this webhook", webhook_keys, diagnostics_)) return;
      receiver.kind = AlertReceiverKind::webhook;
      receiver.url = value<std::string>(map, "webhook", url, address).value_or("");
      receiver.secret_file = text(map, "secret_file");
    } else if (map.find("alertmanager") != nullptr) {
      if (!check_map(map, "this alertmanager", alertmanager_keys, diagnostics_)) return;
      receiver.kind = AlertReceiverKind::alertmanager;
      receiver.url = value<std::string>(map, "alertmanager", url, address).value_or("");
    } else if (const auto* command = map.find("command")) {
      if (!check_map(map, "this command", command_keys, diagnostics_)) return;
      receiver.kind = AlertReceiverKind::command;
      receiver.command = read_words(*command);
    } else {
      diagnostics_.add(
          map.at, "an entry of alerts is {webhook: URL}, {alertmanager: URL} or {command: […]}"
      );
    }
    if (!receiver.url.empty() || !receiver.command.empty()) into.push_back(std::move(receiver));
  }

  std::vector<std::string> read_words(const YamlNode& node) {
    std::vector<std::string> words;
    if (node.is_scalar()) {
      auto split = split_shell_words(node.text);
      if (!split) {
        diagnostics_.add(node.at, "command has a quote or a backslash that is left open");
        return {};
      }
      words = std::move(*split);
    } else {
      const auto entries =
          read_list(node, "command", "[/usr/local/bin/tell, --urgent]", diagnostics_);
      if (!entries) return {};
      for (const YamlEntry& entry : *entries) {
        if (!entry.value->is_scalar()) {
          diagnostics_.add(entry.value->at, "a word of command is a single value");
          return {};
        }
        words.push_back(entry.value->text);
      }
    }
    if (!words.empty() && !words.front().empty()) return words;
    diagnostics_.add(node.at, "command is empty; give the program to start");
    return {};
  }

  std::optional<std::string> name(const YamlNode& map, std::string_view key, Reference::Kind kind) {
    auto read = text(map, key);
    if (read) references_.push_back({kind, map.find(key)});
    return read;
  }

  void read_silence(const YamlNode& map, std::vector<Silence>& into) {
    if (!check_map(map, "this silence", silence_keys, diagnostics_)) return;
    Silence silence;
    silence.flow = name(map, "flow", Reference::Kind::flow);
    silence.source = name(map, "source", Reference::Kind::node);
    silence.target = name(map, "target", Reference::Kind::node);
    silence.node = name(map, "node", Reference::Kind::node);
    const bool of_all = std::ranges::none_of(std::span(silence_keys).first(4), [&](auto key) {
      return map.find(key) != nullptr;
    });
    if (of_all)
      diagnostics_.add(map.at, "this silence is of everything; give flow, source, target or node");
    for (const std::string_view key : {"until", "why"})
      if (map.find(key) == nullptr && !is_misspelled_in(map, key, silence_keys))
        diagnostics_.add(
            map.at,
            "this silence has no " + std::string(key) +
                "; say how long it holds, and why, as in {until: 2026-12-01, why: moved}"
        );
    const auto until = value<std::chrono::sys_seconds>(
        map, "until", moment, "a day or a time, such as 2026-12-01 or 2026-12-01T18:30:00Z"
    );
    auto why = text(map, "why");
    if (!until || !why || of_all) return;
    if (why->size() > silence_why_bytes_max) {
      diagnostics_.add(
          map.find("why")->at, "why is at most " + std::to_string(silence_why_bytes_max) + " bytes"
      );
      return;
    }
    silence.until = *until;
    silence.why = std::move(*why);
    into.push_back(std::move(silence));
  }

  References& references_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Confirm> parse_confirm(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto held = parse_number<unsigned>(text.substr(0, slash));
  const auto runs = parse_number<unsigned>(text.substr(slash + 1));
  const bool fits = held && runs && *held >= 1 && *held <= *runs && *runs <= confirmation_runs_max;
  return fits ? std::optional(Confirm{*held, *runs}) : std::nullopt;
}

AuditSettings read_audit(const YamlNode& node, References& references, Diagnostics& diagnostics) {
  return AuditReader(references, diagnostics).read(node);
}

}  // namespace oakprobe::inventory
