#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_fields.hpp"
#include "wire/rule_fields.hpp"

// exposure-request and exposure.
namespace oakprobe::wire {

using evidence::Exposure;
using evidence::NeedAdmission;
using evidence::NeededPort;
using evidence::OpenPort;

BOOST_DESCRIBE_STRUCT(ExposureRequest, (), (needs))

template <>
constexpr auto field_table<NeededPort> = std::tuple{
    field(&NeededPort::port).inlined(),
    field(&NeededPort::sources).items(evidence::need_sources_max)};

template <>
constexpr auto field_table<NeedAdmission> = std::tuple{
    field(&NeedAdmission::accepted).to(evidence::need_sources_max),
    field(&NeedAdmission::dropped).to(evidence::need_sources_max),
    field(&NeedAdmission::not_certain).to(evidence::need_sources_max)};

template <>
constexpr auto field_table<OpenPort> = std::tuple{
    field(&OpenPort::port).inlined(),
    field(&OpenPort::process).bytes(evidence::rule_name_bytes_max)};

template <>
constexpr auto field_table<Exposure> = std::tuple{
    field(&Exposure::open).first(evidence::open_ports_max),
    field(&Exposure::needs).items(evidence::needs_max),
    field(&Exposure::trouble).bytes(rules_trouble_bytes_max)};

template <>
constexpr auto field_table<ExposureRequest> =
    std::tuple{field(&ExposureRequest::needs).items(evidence::needs_max)};

void write(const ExposureRequest& request, Json& map) { write_fields(request, map); }
void read(Fields& fields, ExposureRequest& request) { read_fields(fields, request); }

void write(const Exposure& exposure, Json& map) { write_fields(exposure, map); }
void read(Fields& fields, Exposure& exposure) { read_fields(fields, exposure); }

}  // namespace oakprobe::wire
