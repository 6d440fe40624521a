#pragma once

#include "base/ip_endpoint.hpp"
#include "base/result.hpp"
#include "coordinator/serve/data_source.hpp"
#include "coordinator/serve/page_part.hpp"
#include "coordinator/serve/server_limits.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oakprobe::serve {

// 127.0.0.1:8970
[[nodiscard]] IpEndpoint default_endpoint();

struct ServerSettings {
  IpEndpoint listen = default_endpoint();  // port 0: any that is free
  // Who has it may ask. Without one only this machine's own may (docs/serve.md), so an address that
  // others reach is to have one.
  std::optional<std::string> token;
  std::span<const PagePart> page;  // static
  ServerLimits limits;
};

// Shows what a data source knows to browsers and programs, by HTTP, on two threads of its own: of
// the network, and of the data. Started by a process that forks no more.
class Server {
 public:
  // Listens when it returns. The source outlives it, and is used on the data's thread alone. An
  // error: it could not listen.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(
      ServerSettings settings, DataSource& source
  );
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  // Ends all connections. What the source is being asked is waited for.
  ~Server();

  [[nodiscard]] const IpEndpoint& endpoint() const;

  // Both on any thread; they wait for nobody, and do nothing where there is no memory for it. An
  // event of docs/serve.md, for all who listen:
  void publish(std::string_view event, std::string_view json);
  // There may be another run in the source: whoever listens is told, if so, that it is stored.
  void look_for_run();

 private:
  struct Threads;
  explicit Server(std::unique_ptr<Threads> threads);

  std::unique_ptr<Threads> threads_;
};

}  // namespace oakprobe::serve
