// An audit in which alerts are all that happens, steered by lines on standard input:
//   alerting HISTORY (webhook URL SECRET-FILE|- | alertmanager URL | command WORD | give-up MS)...
//   broken N    a run in which N paths to w0 are dropped by its firewall; answers with what changed
//   flush       waits until each message was tried; answers how many wait
//   pending     how many messages wait
// Times are compressed: pauses begin with 20 ms and end with 200.

#include "../diagnosis/check_case.hpp"
#include "coordinator/alerts/alert_json.hpp"
#include "coordinator/notify/dispatcher.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>

namespace oakprobe::notify {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;

constexpr std::size_t nodes = 200;

diagnosis::FinishedCheck check_of(std::size_t broken) {
  diagnosis::test::CheckCase one{"w0"};
  for (std::size_t i = 1; i < nodes; ++i) {
    one.check.inventory.nodes.push_back(one.check.inventory.nodes[0]);
    one.check.inventory.nodes[i].name = "w" + std::to_string(i);
    one.check.nodes.push_back(one.check.nodes[0]);
  }
  const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (std::size_t i = 1; i < nodes; ++i)
    one.path(
        flow,
        ("w" + std::to_string(i)).c_str(),
        "w0",
        i > broken ? diagnosis::test::verdict_of(Status::open)
                   : diagnosis::test::silence_of(
                         Status::blocked, Cause::dropped, {Segment::target_firewall}
                     )
    );
  static unsigned runs = 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  one.check.run_id = std::to_string(
      1'000'000'000'000'000 + std::chrono::duration_cast<std::chrono::microseconds>(now).count() +
      runs++
  );
  one.check.deployment = "my.yaml";
  summarize(one.check);
  return one.check;
}

std::string run(Dispatcher& dispatcher, std::size_t broken) {
  const diagnosis::FinishedCheck check = check_of(broken);
  const auto is_troubled = [&](const PathId& path) {
    return !is_as_expected(*check.paths.state_at(*check.paths.find(path)).verdict);
  };
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto changes = dispatcher.take(
      {check,
       std::vector<bool>(check.causes.size(), true),
       is_troubled,
       std::chrono::duration_cast<std::chrono::seconds>(now).count()}
  );
  std::string text = "run";
  for (const alerts::AlertChange& change : changes)
    if (change.is_message) text += " " + alerts::delivery_of(change.alert);
  return text;
}

DispatcherSettings settings_of(std::vector<std::string> words) {
  using namespace std::chrono_literals;
  DispatcherSettings settings;
  settings.pace = Pace{10s, 10s, 20ms, 200ms, 60s, 20ms, 1s, 5s};
  settings.tell = [](const std::string& line) { std::cerr << line << '\n'; };
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "give-up") {
      settings.pace.give_up = std::chrono::milliseconds(std::stoi(words[i + 1]));
      continue;
    }
    ReceiverSettings one;
    if (words[i] == "command") {
      one.kind = ReceiverKind::command;
      one.command = {words[i + 1]};
    } else {
      one.kind = words[i] == "webhook" ? ReceiverKind::webhook : ReceiverKind::alertmanager;
      one.url = words[i + 1];
    }
    if (words[i] == "webhook" && words.at(++i + 1) != "-") one.secret_file = words[i + 1];
    std::string warning;
    auto made = make_receiver(one, warning);
    if (!made) throw std::runtime_error(made.error().message);
    if (!warning.empty()) settings.tell(warning);
    settings.receivers.push_back(std::move(*made));
  }
  return settings;
}

int alert(const std::string& file, std::vector<std::string> receivers) {
  auto database = history::Database::open(*history::find_place(file), history::IfMissing::create);
  if (!database) throw std::runtime_error(database.error().message);
  auto dispatcher = Dispatcher::start(std::move(*database), settings_of(std::move(receivers)));
  if (!dispatcher) throw std::runtime_error(dispatcher.error().message);
  for (std::string word; std::cin >> word;) {
    if (word == "pending") {
      std::cout << (*dispatcher)->pending() << std::endl;
    } else if (word == "hold") {
      int seconds = 0;
      std::cin >> seconds;
      (*dispatcher)->hold(std::chrono::seconds(seconds));
      (*dispatcher)->flush(std::chrono::seconds(10));
      std::cout << "held" << std::endl;
    } else if (word == "flush") {
      (*dispatcher)->flush(std::chrono::seconds(10));
      std::cout << (*dispatcher)->pending() << std::endl;
    } else {
      std::size_t broken = 0;
      std::cin >> broken;
      std::cout << run(**dispatcher, broken) << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace oakprobe::notify

int main(int count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return oakprobe::notify::alert(arguments[1], {arguments + 2, arguments + count});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
