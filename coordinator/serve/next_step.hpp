#pragma once

#include "coordinator/serve/access.hpp"
#include "coordinator/serve/data_thread.hpp"
#include "coordinator/serve/page.hpp"
#include "coordinator/serve/reply.hpp"

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include <optional>
#include <variant>

namespace oakprobe::serve {

using RequestHeader = boost::beast::http::request_header<>;

// The client wants to be told of events from now on.
struct ToListen {};

// What is to be done about a request: sent, asked of the data source, or listened to.
using NextStep = std::variant<Reply, Asked, ToListen>;

// Why who asks is told nothing else, whatever is wrong with the request; nullopt: they may ask.
[[nodiscard]] std::optional<Reply> not_admitted(const RequestHeader& request, const Access& access);

[[nodiscard]] NextStep next_step(
    const RequestHeader& request, const Access& access, const Page& page
);

// Views of the request.
[[nodiscard]] Preferences preferences_of(const RequestHeader& request);

}  // namespace oakprobe::serve
