#include "coordinator/report/markdown_text.hpp"

#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

TEST(MarkdownText, WordsStayWordsAndAllElseIsCode) {
  struct Row {
    const char* text;
    const char* markdown;
  };
  for (const Row& row : {
           Row{"", ""},
           Row{"It is so.", "It is so."},
           Row{"the target's firewall (udp 50103), w1's",
               "the target's firewall (udp 50103), `w1`'s"},
           Row{"to w3 (192.0.2.33, udp 50103).", "to `w3` (`192.0.2.33, udp 50103`)."},
           Row{"allow it (ufw allow 1/udp; nft list ruleset; a -b c), or (so 2 of 3) not (x",
               "allow it (`ufw allow 1/udp`; nft list ruleset; `a -b c`), or (so 2 of 3) not (x"},
           Row{"(a (b) c) () (d)e (f`g)", "(a (b) c) () (`d)e` (``f`g``)"},
           Row{"3 probes", "3 probes"},
           Row{"1. item", "`1`. item"},
           Row{"1) item", "`1`) item"},
           Row{"- item", "`-` item"},
           Row{"target-firewall", "target-firewall"},
           Row{"-- -a a- a--b", "`--` `-a` `a-` `a--b`"},
           Row{"@user, #12; !3 :smile:", "`@user`, `#12`; `!3` `:smile`:"},
           Row{"www.evil.example https://x", "`www.evil.example` `https://x`"},
           Row{"<b> & *x* _y_ [z](u)", "`<b>` `&` `*x*` `_y_` `[z](u`)"},
           Row{"a`b ``", "``a`b`` ``` `` ```"},
           Row{"two  spaces\nand lines", "two spaces `/` and lines"},
           Row{"...", "`...`"},
       }) {
    EXPECT_EQ(markdown_prose(row.text), row.markdown) << row.text;
  }
}

TEST(MarkdownText, AFenceIsLongerThanWhatItHolds) {
  EXPECT_EQ(markdown_code("a"), "`a`");
  EXPECT_EQ(markdown_code(""), "");
  EXPECT_EQ(markdown_code("`a"), "`` `a ``");
  EXPECT_EQ(markdown_code(" a "), "`  a  `");
  EXPECT_EQ(markdown_cell_code("a|b\\"), "`a?b?`");
  EXPECT_EQ(markdown_fenced("a\n"), "```text\na\n```\n");
  EXPECT_EQ(markdown_fenced("````\nb"), "`````text\n````\nb\n`````\n");
}

}  // namespace
}  // namespace oakprobe::report
