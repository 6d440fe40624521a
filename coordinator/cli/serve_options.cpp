#include "coordinator/cli/serve_options.hpp"

#include "base/printable.hpp"
#include "coordinator/cli/help_text.hpp"

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

// Meant to be one, right or wrong: a file's name ends otherwise.
bool looks_like_endpoint(std::string_view word) {
  const auto colon = word.rfind(':');
  return colon != std::string_view::npos &&
         word.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> with_endpoints(
    std::vector<std::string> arguments, std::string_view option
) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] != option) continue;
    const bool given = at + 1 < arguments.size() && looks_like_endpoint(arguments[at + 1]);
    arguments[at] += "=" + (given ? arguments[at + 1] : to_text(serve::default_endpoint()));
    if (given) arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return arguments;
}

app::ServeRequest read_serve_request(const OptionReader& reader, const std::string& option) {
  app::ServeRequest request;
  if (const auto text = reader.text(option)) {
    request.listen = parse_ip_endpoint(*text);
    if (!request.listen)
      throw WrongUsage(
          "--" + option + " is ADDRESS:PORT, such as 127.0.0.1:8970 or [::1]:8970, not " +
          in_quotes(*text)
      );
  }
  request.token_file = reader.text("token-file");
  return request;
}

Command parse_serve(std::span<const std::string> arguments) {
  po::options_description known;
  known.add_options()("help,h", "");
  for (const char* const name : {"listen", "token-file", "inventory", "history"})
    known.add_options()(name, po::value<std::string>());
  const OptionReader reader(
      "serve", known, with_endpoints({arguments.begin(), arguments.end()}, "--listen")
  );
  if (reader.has("help")) return HelpText{std::string(serve_help())};
  if (reader.has("argument"))
    throw WrongUsage(
        "oakprobe serve takes options only; --inventory FILE chooses whose runs, and oakprobe "
        "audit INVENTORY --serve shows an audit (oakprobe serve --help)"
    );
  ServeOptions options;
  options.history = reader.text("history");
  options.inventory = reader.text("inventory");
  options.page = read_serve_request(reader, "listen");
  return options;
}

}  // namespace oakprobe::cli
