#include "coordinator/serve/event_hub.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace oakprobe::serve {
namespace {

constexpr std::size_t under_way_max = 1'000;

}  // namespace

void EventQueue::put(const EncodedEvent& event) {
  if (lost_) return;
  lost_ = events_.size() >= limits_.queued_events_max ||
          bytes_ + event->size() > limits_.queued_event_bytes_max;
  if (!lost_) {
    events_.push_back(event);
    bytes_ += event->size();
  }
  wake_();
}

std::vector<EncodedEvent> EventQueue::take() {
  bytes_ = 0;
  return std::exchange(events_, {});
}

std::string encode_event(std::string_view event, std::string_view json) {
  std::string text = "event: ";
  text.append(event) += '\n';
  while (true) {
    const auto end = json.find_first_of("\r\n");
    text.append("data: ").append(json.substr(0, end)) += '\n';
    if (end == std::string_view::npos) break;
    json.remove_prefix(end + 1);
  }
  return text += '\n';
}

void EventHub::publish(std::string_view event, std::string_view json) {
  if (!any_ || under_way_ >= under_way_max) return;
  auto encoded = std::make_shared<const std::string>(encode_event(event, json));
  ++under_way_;
  try {
    boost::asio::post(io_, [this, encoded = std::move(encoded)] {
      --under_way_;
      put(encoded);
    });
  } catch (...) {
    --under_way_;
    throw;
  }
}

std::shared_ptr<EventQueue> EventHub::listen(std::function<void()> wake) {
  if (has_listeners() && listeners_.size() >= limits_.listeners_max) return nullptr;
  auto queue = std::make_shared<EventQueue>(limits_, std::move(wake));
  listeners_.push_back(queue);
  any_ = true;
  return queue;
}

bool EventHub::has_listeners() {
  std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
  any_ = !listeners_.empty();
  return any_;
}

void EventHub::comment() { put(std::make_shared<const std::string>(":\n\n")); }

void EventHub::put(const EncodedEvent& event) {
  if (!has_listeners()) return;
  // One that is woken may let go of its queue at once.
  const auto listeners = listeners_;
  for (const auto& listener : listeners)
    if (const auto queue = listener.lock()) queue->put(event);
}

}  // namespace oakprobe::serve
