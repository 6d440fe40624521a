#include "coordinator/cli/early_results.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oakprobe::cli {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using testing::ElementsAre;
using testing::IsEmpty;

class EarlyResultsTest : public testing::Test {
 protected:
  EarlyResults::Print print() {
    return [this](const std::string& text) { printed_.push_back(text); };
  }

  boost::asio::io_context io_{1};
  std::vector<std::string> printed_;
};

TEST_F(EarlyResultsTest, ArePrintedOnceTheCheckHasTakenLong) {
  EarlyResults early(io_.get_executor(), print(), 1ms);
  early.know("w3: nothing gets in");
  EXPECT_THAT(printed_, IsEmpty()) << "its time is the executor's to tell";
  io_.run();
  EXPECT_THAT(printed_, ElementsAre("w3: nothing gets in"));
}

TEST_F(EarlyResultsTest, ArePrintedAtOnceWhereItHas) {
  EarlyResults early(io_.get_executor(), print(), 0ms);
  early.know("");
  early.know("w3: nothing gets in");
  io_.run();
  EXPECT_THAT(printed_, ElementsAre("w3: nothing gets in"));
}

TEST_F(EarlyResultsTest, AreNotPrintedWhereTheCheckEndedBefore) {
  EarlyResults early(io_.get_executor(), print(), 1h);
  early.know("w3: nothing gets in");
  early.stop();
  io_.run();
  EXPECT_THAT(printed_, IsEmpty());
}

}  // namespace
}  // namespace oakprobe::cli
