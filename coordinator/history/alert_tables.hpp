#pragma once

#include <array>
#include <string_view>

namespace oakprobe::history {

// Alerts that live, and messages of alerts that wait for their receivers (alert_store.hpp). Each
// deployment has its own.
inline constexpr std::array<std::string_view, 3> alert_tables{
    "create table alerts (deployment text not null, id text not null, record text not null, "
    "primary key (deployment, id))",
    "create table outbox (number bigint primary key, deployment text not null, receiver text not "
    "null, alert text not null, "
    "delivery text not null, body text not null, queued bigint not null, tries bigint not null, "
    "due bigint not null)",
    "create unique index outbox_deliveries on outbox (deployment, receiver, delivery)",
};

}  // namespace oakprobe::history
