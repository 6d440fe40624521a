#pragma once

#include "coordinator/app/audit.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::app {

// What an audit tells, and keeps; does something after each run.
class Witness : public AuditObserver, public RunSink {
 public:
  void run_over(const AuditedRun& run) override {
    runs.push_back(run.check.run_id);
    changes.push_back(run.changes.size());
    looks.push_back(run.looks);
    interrupted = run.check.interrupted;
    if (run.check.coverage.rotation) runs_left.push_back(run.check.coverage.rotation->runs_left);
    if (after) after(runs.size());
  }
  void failed(const Failure& failure) override {
    for (const std::string& message : failure.messages) told.push_back(message);
    for (const inventory::Diagnostic& one : failure.diagnostics)
      told.push_back(to_string(one, failure.file));
    if (after_failure) after_failure();
  }
  void run_failed(const Failure& failure) override {
    ++runs_failed;
    failed(failure);
  }
  void inventory_changed(const inventory::Inventory& inventory) override {
    told.push_back("nodes: " + std::to_string(inventory.nodes.size()));
  }
  void stands_by() override {
    told.emplace_back("stands by");
    if (after_failure) after_failure();
  }
  void warn(const std::string& what) override { told.push_back(what); }
  void over() override { told.emplace_back("over"); }

  OrFailure<bool> may_run() override {
    if (unreachable) return oakprobe_failed("the database is away");
    return may;
  }
  OrFailure<void> take(const AuditedRun& run) override {
    taken.push_back(run.check.run_id);
    if (full) return oakprobe_failed("the disk is full");
    if (run.rotation) kept[run.rotation->name] = run.rotation->value;
    return {};
  }
  OrFailure<std::optional<std::string>> recall(std::string_view key) override {
    if (forgetful) return oakprobe_failed("the database is away");
    const auto known = kept.find(std::string(key));
    return known == kept.end() ? std::nullopt : std::optional(known->second);
  }
  OrFailure<void> remember(std::string_view key, const std::string& text) override {
    kept[std::string(key)] = text;
    return {};
  }

  std::function<void(std::size_t runs)> after;
  std::function<void()> after_failure;
  std::size_t runs_failed = 0;
  bool may = true;
  bool full = false;
  bool unreachable = false;
  bool forgetful = false;
  std::vector<std::string> runs;
  std::vector<std::size_t> changes;
  std::vector<std::size_t> looks;
  std::vector<std::uint64_t> runs_left;  // of a rotation
  std::vector<std::string> told;
  std::vector<std::string> taken;
  std::map<std::string, std::string> kept;
  bool interrupted = false;
};

// By agents that make up their evidence; in it some paths are blocked.
class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    std::string name = ::testing::TempDir() + "oakprobe-audit-XXXXXX";
    file_ = std::string(::mkdtemp(name.data())) + "/my.yaml";
    write(3);
    inventory_.emplace(file_, NamedSelection());
    EXPECT_TRUE(inventory_->read());
    auto engine = Engine::start(fleet::Keep::yes);
    EXPECT_TRUE(engine);
    engine_ = std::move(*engine);
    request_.every = std::chrono::seconds(1);
  }

  void write(int workers, const std::string& more = "") {
    const std::string last = std::to_string(workers);
    std::ofstream(file_
    ) << "version: 1\n"
         "defaults:\n"
         "  agent: {command: [" OAKPROBE_FAKE_AGENT
         "]}\n"
         "nodes:\n"
         "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: e}\n"
         "  - {name: \"w[1-" +
             last + "]\", address: \"192.0.2.[11-1" + last + "]\", roles: [worker], cluster: e}\n" +
             more;
  }

  OrFailure<void> run() { return run(witness_); }

  OrFailure<void> run(RunSink& sink) {
    Audit audit(*engine_, *inventory_, request_, sink, witness_);
    stop_ = [&audit] { audit.stop(); };
    return audit.run();
  }

  std::string file_;
  std::optional<WatchedInventory> inventory_;
  std::unique_ptr<Engine> engine_;
  AuditRequest request_;
  Witness witness_;
  std::function<void()> stop_;
};

}  // namespace oakprobe::app
