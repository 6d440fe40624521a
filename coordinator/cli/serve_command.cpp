#include "coordinator/cli/serve_command.hpp"

#include "coordinator/app/open_history.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/service_notice.hpp"

#include <boost/asio/io_context.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <utility>

namespace oakprobe::cli {

int run_serve(const ServeOptions& options) {
  auto terms = app::serve_terms(options.page);
  if (!terms) return refuse(terms.error());
  auto history = app::open_history(options.history, history::IfMissing::refuse);
  if (!history) return refuse(history.error());
  std::optional<std::string> deployment;
  if (options.inventory) deployment = app::deployment_of(*options.inventory);
  for (const std::string& warning : terms->warnings) complain(warning);

  boost::asio::io_context io(1);
  app::ServedHistory page(std::move(*history), std::move(deployment));
  const auto started = page.start(std::move(terms->settings));
  if (!started) return refuse(started.error());
  std::cerr << "the page is at " << page.url() << '\n';
  ServiceNotice notice(io.get_executor());
  Interruption interruption(io.get_executor(), [&] {
    notice.stopping();
    io.stop();
  });
  io.run();
  return exit_fine;
}

}  // namespace oakprobe::cli
