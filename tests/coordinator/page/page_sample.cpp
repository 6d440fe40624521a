// A page's data of a fleet that never was, to look at a page with (docs/serve.md):
//   page-sample WORKERS PERCENT [page|matrix|report] >page.json
// PERCENT of the tunnels do not work. `page`: oakprobe.page/1, `matrix`: oakprobe.matrix/1,
// `report`: oakprobe.report/1.
#include "base/parse_number.hpp"
#include "coordinator/page/matrix_json.hpp"
#include "coordinator/page/page_json.hpp"
#include "coordinator/report/report_format.hpp"
#include "tests/coordinator/page/sample_fleet.hpp"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto number = [&](std::size_t at) {
    return arguments.size() > at ? oakprobe::parse_number<std::uint32_t>(arguments[at])
                                 : std::nullopt;
  };
  const auto workers = number(0);
  const auto percent = number(1);
  const std::string what = arguments.size() > 2 ? arguments[2] : "page";
  if (!workers || *workers < 2 || *workers > 5'000 || !percent || *percent > 100) {
    std::fputs("page-sample WORKERS PERCENT [page|matrix|report]\n", stderr);
    return 2;
  }
  const auto check = oakprobe::page::test::sample_fleet(*workers, *percent);
  const auto begin = std::chrono::steady_clock::now();
  if (what == "matrix")
    oakprobe::page::write_matrix(check, std::cout);
  else if (what == "report")
    oakprobe::report::write_json(check, std::cout);
  else
    oakprobe::page::write_page_data(check, std::cout);
  std::cout << std::flush;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::fprintf(stderr, "%zu paths in %.2f s\n", check.paths.size(), took.count());
  return std::cout ? 0 : 4;
}
