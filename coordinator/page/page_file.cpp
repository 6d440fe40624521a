#include "coordinator/page/page_file.hpp"

#include "base/base64.hpp"
#include "coordinator/page/packed_stream.hpp"
#include "coordinator/page/page_json.hpp"
#include "coordinator/report/html_parts.hpp"
#include "coordinator/report/html_style.hpp"
#include "web/page_parts.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <array>
#include <ostream>

namespace oakprobe::page {
namespace {

using diagnosis::FinishedCheck;

void write_policy(std::ostream& out) {
  out << R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src )"
      << source_of(web::single_script()) << "; style-src " << source_of(web::single_style()) << ' '
      << source_of(report::html_style)
      << R"(; img-src data:; base-uri 'none'; form-action 'none'">)" << '\n';
}

// A browser takes it for no script, so the policy need not name it.
void write_data(const FinishedCheck& check, std::ostream& out) {
  out << R"(<script type="application/json" id="oakprobe-data">)";
  PackedBuffer packed(out);
  std::ostream data(&packed);
  write_page_data(check, data);
  packed.finish();
  out << "</script>\n";
}

}  // namespace

std::string source_of(std::string_view inlined) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  ::crypto_hash_sha256(
      hash.data(), reinterpret_cast<const unsigned char*>(inlined.data()), inlined.size()
  );
  return "'sha256-" + base64_of({reinterpret_cast<const char*>(hash.data()), hash.size()}) + "'";
}

void write_page_file(
    const FinishedCheck& check, std::ostream& out, const report::ReportContent& content
) {
  if (web::single_script().empty()) return report::write_html(check, out, content);
  out << report::html_head_begin;
  write_policy(out);
  report::write_html_title(check, out);
  out << '\n'
      << web::single_icon() << "\n<style>" << web::single_style() << "</style>\n"
      << "<noscript><style>" << report::html_style << "</style></noscript>\n"
      << "</head>\n<body>\n<div id=\"oakprobe\"></div>\n<noscript>";
  report::write_html_main(check, out, content);
  out << "</noscript>\n";
  write_data(check, out);
  out << "<script>" << web::single_script() << "</script>\n</body>\n</html>\n";
}

}  // namespace oakprobe::page
