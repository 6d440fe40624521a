#include "probe-agent/dial/dial_names.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace oakprobe::agent {

void DialNames::read(wire::Probe& plan) {
  addresses_ = std::move(plan.addresses);
  std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t> known;
  for (wire::PlannedPath& path : plan.paths) {
    if (!path.named) continue;
    const auto next = static_cast<std::uint32_t>(names_.size());
    const auto [place, is_new] = known.try_emplace({path.address, path.dialler}, next);
    if (is_new) names_.push_back({plan.names[path.address], path.dialler, {}, {}, 0});
    path.address = place->second;
  }
}

std::vector<net::NameQuestion> DialNames::questions() const {
  std::vector<net::NameQuestion> questions;
  for (const Name& name : names_) {
    const Vantage* vantage = vantage_of(name.dialler);
    questions.push_back({name.text, vantage != nullptr ? vantage->names : nullptr});
  }
  for (std::size_t at = 0; at < names_.size(); ++at)
    if (questions[at].view) questions.push_back({names_[at].text, nullptr});
  return questions;
}

void DialNames::resolved(std::span<const net::ResolvedName> answers) {
  std::map<std::string_view, const net::ResolvedName*> on_host;
  for (std::size_t at = names_.size(); at < answers.size(); ++at)
    on_host.emplace(answers[at].name, &answers[at]);
  for (std::size_t at = 0; at < names_.size(); ++at) {
    Name& name = names_[at];
    name.all = answers[at].addresses;
    name.error = answers[at].error;
    name.by_hosts_file = answers[at].by_hosts_file;
    const auto host = on_host.find(name.text);
    if (name.all.empty() && host != on_host.end()) name.on_host = host->second->addresses;
  }
}

const Vantage* DialNames::vantage_of(std::uint8_t dialler) const {
  return dialler == 0 || dialler > vantages_.size() ? nullptr : &vantages_[dialler - 1];
}

std::shared_ptr<const net::NetworkNamespace> DialNames::network_of(const wire::PlannedPath& path
) const {
  const Vantage* vantage = vantage_of(path.dialler);
  return vantage != nullptr ? vantage->network : nullptr;
}

void DialNames::describe(const wire::PlannedPath& path, evidence::DialEvidence& evidence) const {
  if (path.named && has_address(path)) {
    const Name& name = names_[path.address];
    evidence.dialled = name.all.front();
    evidence.alternatives = name.all;
    evidence.by_hosts_file = name.by_hosts_file;
  } else if (path.named) {
    evidence.alternatives = names_[path.address].on_host;
  }
  if (const Vantage* vantage = vantage_of(path.dialler)) {
    evidence.by_dialler = vantage->is_dialler;
    evidence.docker_names = vantage->docker_names;
  }
}

}  // namespace oakprobe::agent
