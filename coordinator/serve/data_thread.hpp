#pragma once

#include "coordinator/serve/prepared_answer.hpp"
#include "coordinator/serve/server_limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::serve {

// Something to be asked of the data source.
struct Asked {
  std::string key;        // equal ones have equal answers
  std::string_view type;  // of the answer; static
  std::function<Answer(DataSource&)> ask;
};

// Asks the data source on a thread of its own, one thing after another, so that the network does
// not wait for a database. Equal questions that wait at the same time are asked once.
class DataThread {
 public:
  using Prepared = std::shared_ptr<const PreparedAnswer>;
  using Then = std::function<void(Prepared)>;

  // What it is given outlives it.
  DataThread(boost::asio::io_context& io, DataSource& source, const ServerLimits& limits);
  DataThread(const DataThread&) = delete;
  DataThread& operator=(const DataThread&) = delete;
  ~DataThread() { stop(); }

  // On the io's thread, where `then` is called later. False, and nothing is: too much is asked or
  // being sent.
  [[nodiscard]] bool ask(Asked asked, bool gzip, Then then);
  // On any thread: whether there is a new run, which `found` is told on the data's thread. What is
  // asked while another such look waits is one with it.
  void look_for_run(std::function<void(const std::string& json)> found);

  // On another thread than the io's. What is under way is waited for, and the rest is dropped.
  void stop();

 private:
  [[nodiscard]] Prepared prepare(const Asked& asked, bool gzip);
  void tell(const std::string& key, const Prepared& answer);

  boost::asio::io_context& io_;
  DataSource& source_;
  const ServerLimits& limits_;
  std::shared_ptr<AnswerTally> tally_ = std::make_shared<AnswerTally>(0);
  std::map<std::string, std::vector<Then>> waiting_;  // the io's thread's
  std::atomic<bool> looks_ = false;
  std::atomic<bool> stopping_ = false;
  boost::asio::thread_pool pool_{1};
};

}  // namespace oakprobe::serve
