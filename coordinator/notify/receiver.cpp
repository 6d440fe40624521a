#include "coordinator/notify/receiver.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "base/result.hpp"
#include "coordinator/notify/signature.hpp"
#include "net/read_file.hpp"
#include "net/unique_fd.hpp"

#include <cerrno>
#include <fcntl.h>
#include <utility>

#include <sys/stat.h>

namespace oakprobe::notify {
namespace {

using Secret = boost::system::result<std::string, ReceiverTrouble>;

Secret read_secret(const std::string& file, std::string& warning) {
  const auto trouble = [&](const std::string& why) {
    return ReceiverTrouble{"the secret in " + in_quotes(file) + " can't be read: " + why};
  };
  net::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat seen {};
  if (!fd.valid() || ::fstat(fd.get(), &seen) != 0) return trouble(from_errno(errno).message());
  auto content = net::read_regular(fd.get(), secret_bytes_max);
  if (!content) return trouble(content.error().message());
  while (!content->empty() && (content->back() == '\n' || content->back() == '\r'))
    content->pop_back();
  if (content->empty()) return trouble("it is empty");
  if ((seen.st_mode & S_IROTH) != 0)
    warning = in_quotes(file) + " has a secret and can be read by everybody: chmod 600 it";
  return {boost::system::in_place_value, std::move(*content)};
}

ReceiverTrouble no_url(const std::string& text) {
  return {
      in_quotes(text) +
      " is no URL that alerts can be sent to: http or https, without user and "
      "password (--webhook-secret-file is for secrets)"};
}

}  // namespace

boost::system::result<Receiver, ReceiverTrouble> make_receiver(
    const ReceiverSettings& settings, std::string& warning
) {
  Receiver receiver;
  receiver.kind = settings.kind;
  if (settings.kind == ReceiverKind::command) {
    if (settings.command.empty()) return ReceiverTrouble{"the alert command is empty"};
    receiver.command = settings.command;
    receiver.name = "the command " + in_quotes(settings.command.front());
    receiver.key = "command:" + digest_of(join(settings.command, std::string_view("\0", 1)));
    return receiver;
  }
  const bool is_webhook = settings.kind == ReceiverKind::webhook;
  auto url = parse_url(settings.url);
  if (!url) return no_url(settings.url);
  receiver.url = std::move(*url);
  receiver.name = (is_webhook ? "the webhook at " : "Alertmanager at ") + receiver.url.authority();
  receiver.key = (is_webhook ? "webhook:" : "alertmanager:") + digest_of(settings.url);
  if (settings.secret_file) {
    auto secret = read_secret(*settings.secret_file, warning);
    if (!secret) return secret.error();
    receiver.secret = std::move(*secret);
  }
  return receiver;
}

}  // namespace oakprobe::notify
