#include "net/name_resolver.hpp"

#include "base/check.hpp"
#include "net/container_names.hpp"
#include "net/proc_file.hpp"
#include "net/socket_options.hpp"
#include "packets/resolver_files.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <netdb.h>
#include <nss.h>
#include <resolv.h>
#include <thread>

#include <arpa/nameser.h>
#include <netinet/in.h>

namespace oakprobe::net {
namespace {

constexpr int threads_max = 8;  // of all lookups together, those too whose time is over

// A thread waits for a server as long as the names' time (resolver(3)), and no longer: a slow one
// has all of it. The state is the thread's own.
void wait_for_servers(std::chrono::milliseconds limit) {
  if (::res_init() != 0) return;
  _res.retrans = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(limit).count());
  _res.retry = 1;
}

std::atomic<int> threads_running = 0;

// False: there are threads_max.
bool take_thread() {
  if (threads_running++ < threads_max) return true;
  --threads_running;
  return false;
}

// The agent is linked statically, also into its C library. There getaddrinfo would load the modules
// that nsswitch.conf names (mdns, myhostname, resolve, sss…): shared objects made for the node's
// own C library, which crash in another. Files and DNS have been built in since glibc 2.34.
void resolve_by_files_and_dns_only() {
  static const int configured = ::__nss_configure_lookup("hosts", "files dns");
  CHECK(configured == 0);
}

ResolvedName resolve(const std::string& name) {
  ResolvedName out;
  out.name = name;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* raw = nullptr;
  out.error = ::getaddrinfo(name.c_str(), nullptr, &hints, &raw);
  if (out.error != 0) return out;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(raw, &::freeaddrinfo);
  for (const addrinfo* entry = raw; entry != nullptr; entry = entry->ai_next) {
    sockaddr_storage storage{};
    std::copy_n(
        reinterpret_cast<const char*>(entry->ai_addr),
        std::min<std::size_t>(entry->ai_addrlen, sizeof storage),
        reinterpret_cast<char*>(&storage)
    );
    const auto address = address_of(storage);
    if (!address || out.addresses.size() == addresses_per_name_max) continue;
    if (std::find(out.addresses.begin(), out.addresses.end(), *address) == out.addresses.end()) {
      out.addresses.push_back(*address);
    }
  }
  if (out.addresses.empty()) out.error = EAI_NONAME;
  const std::string hosts =
      read_small_file("/etc/hosts", packets::resolver_file_bytes_max).value_or("");
  out.by_hosts_file = !packets::addresses_in_hosts(hosts, name).empty();
  return out;
}

// Lives as long as a thread or the caller needs it. The threads touch `names` (never changed),
// `next`, and the io_context through `work` only while `open`.
struct Lookup : std::enable_shared_from_this<Lookup> {
  Lookup(
      boost::asio::io_context& io,
      std::vector<NameQuestion> wanted,
      std::function<void(std::vector<ResolvedName>)> callback
  )
      : timer(io), names(std::move(wanted)), done(std::move(callback)), missing(names.size()) {
    for (const NameQuestion& question : names) results.push_back({question.name, {}, EAI_AGAIN});
  }

  void finish() {
    // What has not begun is not begun any more: for want of a thread, which tells nothing of it.
    const std::size_t begun = next.exchange(names.size());
    if (!done) return;
    for (std::size_t at = begun; at < names.size(); ++at) results[at].error = EAI_MEMORY;
    timer.cancel();
    auto callback = std::move(done);
    done = nullptr;
    callback(std::move(results));
  }

  void arrived(std::size_t index, ResolvedName result) {
    if (!done) return;
    results[index] = std::move(result);
    if (--missing == 0) finish();
  }

  boost::asio::steady_timer timer;
  const std::vector<NameQuestion> names;
  std::vector<ResolvedName> results;
  std::function<void(std::vector<ResolvedName>)> done;
  std::size_t missing;
  std::atomic<std::size_t> next = 0;
};

}  // namespace

void resolve_names(
    boost::asio::io_context& io,
    std::vector<NameQuestion> names,
    std::chrono::milliseconds limit,
    std::function<void(std::vector<ResolvedName>)> done
) {
  const auto lookup = std::make_shared<Lookup>(io, std::move(names), std::move(done));
  if (lookup->names.empty()) {
    boost::asio::post(io, [lookup] { lookup->finish(); });
    return;
  }
  resolve_by_files_and_dns_only();
  lookup->timer.expires_after(limit);
  lookup->timer.async_wait([lookup](const boost::system::error_code& cancelled) {
    if (!cancelled) lookup->finish();
  });
  for (std::size_t i = 0; i < lookup->names.size() && take_thread(); ++i) {
    std::thread([lookup, limit, &io] {
      wait_for_servers(limit);
      for (std::size_t at = lookup->next++; at < lookup->names.size(); at = lookup->next++) {
        const NameQuestion& question = lookup->names[at];
        ResolvedName result =
            question.view ? question.view->resolve(question.name) : resolve(question.name);
        boost::asio::post(io, [lookup, at, found = std::move(result)]() mutable {
          lookup->arrived(at, std::move(found));
        });
      }
      --threads_running;
    }).detach();
  }
}

}  // namespace oakprobe::net
