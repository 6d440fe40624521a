#pragma once

#include "coordinator/serve/prepared_answer.hpp"
#include "coordinator/serve/server_limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::serve {

// Something to be asked of the data source.
struct Asked {
  std::string key;                // equal ones have equal answers
  std::string_view type;          // of the answer; static
  std::string_view trouble_type;  // of one that says why there is none; static
  // An answer of so many bytes at most, or it is not sent.
  std::function<Answer(DataSource&, std::size_t bytes_max)> ask;
};

// Asks the data source on a thread of its own, one thing after another, so that the network does
// not wait for a database. Equal questions that wait at the same time are asked once.
class DataThread {
 public:
  // Null: there is no room for it, or no memory.
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
  // Both on any thread, and what is asked while another such task waits is one with it. Whether
  // there is a new run, which `found` is told on the data's thread:
  void look_for_run(std::function<void(const std::string& json)> found);
  // What is stored by now is no new run. Before whatever is asked later.
  void note_run();

  // On another thread than the io's. What is under way is waited for, and the rest is dropped.
  void stop();

 private:
  struct Task {
    Asked asked;
    bool gzip = false;
    Prepared answer;
  };

  void answer(const std::shared_ptr<Task>& task);
  [[nodiscard]] Prepared prepare(const Task& task);
  void tell(const Task& task);
  // Once at a time, as `waits` says.
  void do_once(std::atomic<bool>& waits, std::function<void()> work);

  boost::asio::io_context& io_;
  DataSource& source_;
  const ServerLimits& limits_;
  std::shared_ptr<AnswerTally> tally_ = std::make_shared<AnswerTally>(0);
  std::map<std::string, std::vector<Then>> waiting_;  // the io's thread's
  std::atomic<bool> looks_ = false;
  std::atomic<bool> notes_ = false;
  std::atomic<bool> stopping_ = false;
  boost::asio::thread_pool pool_{1};
};

}  // namespace oakprobe::serve
