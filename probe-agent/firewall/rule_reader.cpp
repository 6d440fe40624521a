#include "probe-agent/firewall/rule_reader.hpp"

#include "base/big_endian.hpp"
#include "net/child_process.hpp"
#include "probe-agent/firewall/host_tool.hpp"
#include "probe-agent/firewall/rule_reading.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <new>
#include <optional>
#include <utility>

namespace oakprobe::agent {

namespace asio = boost::asio;
using net::as_result;

namespace {

constexpr std::chrono::seconds reading_patience = tools_count * tool_patience + tool_patience;

constexpr std::array<std::string rules::HostTexts::*, tools_count> text_members{
    &rules::HostTexts::nft,
    &rules::HostTexts::iptables,
    &rules::HostTexts::ip6tables,
    &rules::HostTexts::iptables_legacy,
    &rules::HostTexts::ip6tables_legacy};

}  // namespace

// Outlives its object where an operation on its pipes is under way; they are closed then.
class RuleReader::Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(std::string why_not) : wrong_(std::move(why_not)) {}

  void start(asio::io_context& io, const std::string& program) {
    wrong_.clear();
    auto started = net::ChildProcess::start(io.get_executor(), {program, "--read-rules"});
    if (!started) {
      wrong_ = "the reader of this host's rules cannot be started: " + started.error().message();
      return;
    }
    child_ = std::move(*started);
    boost::system::error_code ignored;
    child_->errors().close(ignored);
  }

  // Nobody waits for its answer any more.
  void abandon() {
    abandoned_ = true;
    close();
  }
  [[nodiscard]] bool is_abandoned() const { return abandoned_; }

  [[nodiscard]] bool is_busy() const { return busy_; }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

  asio::awaitable<HostReading> read() {
    const auto self = shared_from_this();
    busy_ = true;
    const auto deadline = net::Clock::now() + reading_patience;
    std::string why = "it does not answer";
    try {
      auto reading = co_await net::until(deadline, take_texts());
      busy_ = false;
      if (reading && *reading) co_return std::move(**reading);
      if (reading) why = reading->error().message();
    } catch (const std::bad_alloc&) {
      why = "this host has more rules than an agent has room for";
    }
    wrong_ = "the reader of this host's rules failed: " + why;
    close();
    co_return wrong_;
  }

 private:
  // Without a wait. Who is nobody by now can't end it by a signal: it ends with its input.
  void close() {
    if (!child_) return;
    child_->signal_group(SIGKILL);
    boost::system::error_code ignored;
    child_->input().close(ignored);
    child_->output().close(ignored);
    child_->reap();
  }

  asio::awaitable<Result<HostReading>> take_texts() {
    const std::array command{read_command};
    const auto asked = asio::buffer(command);
    const auto [unsent, sent] = co_await asio::async_write(child_->input(), asked, as_result);
    if (unsent) co_return unsent;
    rules::HostTexts texts;
    std::string problem;
    std::size_t left = reading_bytes_max;
    std::size_t missing = 0;
    for (const auto member : text_members) {
      TextHead head{};
      const auto head_room = asio::buffer(head);
      const auto [no_head, head_size] =
          co_await asio::async_read(child_->output(), head_room, as_result);
      if (no_head) co_return no_head;
      const auto state = static_cast<ToolState>(head[0]);
      std::size_t bytes = load_big_endian<std::uint32_t>(std::span(head).subspan(1));
      if (state > ToolState::failed || bytes > tool_output_bytes_max + 1)
        co_return from_errno(EPROTO);
      std::string text;
      const bool fits = bytes <= left;
      if (!fits && problem.empty()) problem = "this host has more rules than an agent takes (8 MB)";
      // What is too much is passed over piece by piece.
      while (bytes > 0) {
        const std::size_t piece = fits ? bytes : std::min<std::size_t>(bytes, 65'536);
        text.resize(piece);
        const auto room = asio::buffer(text);
        const auto [no_text, size] = co_await asio::async_read(child_->output(), room, as_result);
        if (no_text) co_return no_text;
        bytes -= size;
      }
      if (!fits) continue;
      left -= text.size();
      if (state == ToolState::missing) ++missing;
      if (state == ToolState::failed && problem.empty()) problem = std::move(text);
      if (state == ToolState::read) texts.*member = std::move(text);
    }
    if (missing == tools_count) problem = "neither nft nor iptables is installed here";
    HostReading reading = std::move(texts);
    if (!problem.empty()) reading = std::move(problem);
    co_return reading;
  }

  std::unique_ptr<net::ChildProcess> child_;
  std::string wrong_;
  bool busy_ = false;
  bool abandoned_ = false;
};

RuleReader::RuleReader(asio::io_context& io, std::string why_not)
    : io_(io), session_(std::make_shared<Session>(std::move(why_not))) {}

RuleReader::~RuleReader() { session_->abandon(); }

void RuleReader::start(const std::string& program) {
  stop("");
  session_->start(io_, program);
}

void RuleReader::stop(std::string why_not) {
  session_->abandon();
  session_ = std::make_shared<Session>(std::move(why_not));
}

void RuleReader::read(std::function<void(HostReading)> done) {
  std::string wrong = session_->wrong();
  if (session_->is_busy()) wrong = "the reader of this host's rules is still busy";
  if (!wrong.empty()) {
    return asio::post(io_, [done = std::move(done), wrong = std::move(wrong)] { done(wrong); });
  }
  asio::co_spawn(
      io_,
      session_->read(),
      [session = session_,
       done = std::move(done)](const std::exception_ptr& failed, HostReading reading) {
        if (failed) std::rethrow_exception(failed);
        if (!session->is_abandoned()) done(std::move(reading));
      }
  );
}

}  // namespace oakprobe::agent
