#include "base/check.hpp"
#include "oakestra/parse_configuration.hpp"
#include "oakestra/proxy_bypass.hpp"
#include "oakestra/told_environment.hpp"
#include "oakestra/worker_program.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace oakprobe::oakestra;

namespace {

template <class Config>
void check(const Config& config) {
  CHECK(config.state == FileState::sound || config.state == FileState::broken);
  CHECK(config.problem.empty() == (config.state == FileState::sound));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > file_bytes_max) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const NetManagerConfig netcfg = parse_netcfg(text);
  check(netcfg);
  CHECK(netcfg.unknown_keys.size() <= unknown_keys_max);
  check(parse_tuncfg(text));
  check(parse_conf(text));
  const ToldEnvironment told = parse_environment(text);
  CHECK(told.size() <= told_variables_max);
  for (const ToldVariable& one : told) CHECK(one.value.size() <= told_value_bytes_max);
  const NetManagerLog log = parse_netmanager_log(text);
  for (const std::string& one : {log.advertised_address, log.advertised_port, log.last_error})
    CHECK(one.size() <= log_line_bytes_max);
  static_cast<void>(is_bypassed(text, "192.0.2.10", 10'000));
  return 0;
}
