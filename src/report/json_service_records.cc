#include "report/json_service_records.h"

#include <span>

#include "ede/printable.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

std::string foreign(std::string_view text) { return ede::to_utf8(text); }

template <typename Items, typename Made>
Json array_of(const Items& items, Made made) {
  auto array = Json::array();
  for (const auto& item : items) array.push_back(made(item));
  return array;
}

// Nothing where there is nothing to list.
template <typename Items, typename Made>
void put_list(Json& object, const char* key, const Items& items, Made made) {
  if (!std::ranges::empty(items)) object[key] = array_of(items, made);
}

std::string text_of(const dns::Name& name) { return name.text(); }

Json json_exchange(const services::MailExchangers::Exchange& exchange) {
  Json object{{"preference", exchange.preference}, {"name", exchange.name.text()}};
  put_list(object, "addresses", exchange.addresses, foreign);
  return object;
}

Json json_mail(const services::MailExchangers& mail) {
  constexpr std::string_view forms[] = {"unknown", "none", "implicit", "null", "listed"};
  Json object{{"form", forms[static_cast<std::size_t>(mail.form)]}, {"secure", mail.secure}};
  put_list(object, "exchanges", mail.exchanges, json_exchange);
  return object;
}

Json json_dkim_key(const services::DkimKey& key) {
  constexpr std::string_view types[] = {"rsa", "ed25519", "other"};
  Json object{{"selector", foreign(key.selector)}, {"type", types[static_cast<std::size_t>(key.type)]}};
  if (key.bits > 0) object["bits"] = key.bits;
  if (key.guessed) object["guessed"] = true;
  if (key.revoked) object["revoked"] = true;
  if (key.testing) object["testing"] = true;
  return object;
}

Json json_mta_sts(const services::MtaSts& sts) {
  Json object{{"id", foreign(sts.id)}, {"policy_host", sts.policy_host.text()}};
  put_list(object, "addresses", sts.addresses, foreign);
  return object;
}

Json json_tlsa(const services::Tlsa& tlsa) {
  return {{"usage", tlsa.usage},
          {"selector", tlsa.selector},
          {"matching_type", tlsa.matching},
          {"data", to_hex(tlsa.data)}};
}

Json json_dane_host(const services::DaneHost& host) {
  Json object{
      {"host", host.host.text()}, {"port", host.port}, {"base", host.base.text()}, {"use", name(host.use)}};
  put_list(object, "records", host.records, json_tlsa);
  return object;
}

Json json_property(const services::Caa::Property& property) {
  Json object{
      {"critical", property.critical}, {"tag", foreign(property.tag)}, {"value", foreign(property.value)}};
  if (!property.issuer.empty()) object["issuer"] = foreign(property.issuer);
  put_list(object, "parameters", property.parameters, [](const services::Caa::Parameter& parameter) -> Json {
    return {{"tag", foreign(parameter.tag)}, {"value", foreign(parameter.value)}};
  });
  return object;
}

Json json_caa(const services::Caa& caa) {
  Json object{{"found_at", caa.found_at->text()}, {"secure", caa.secure}};
  put_list(object, "properties", caa.properties, json_property);
  return object;
}

Json json_binding(const dns::ServiceBinding& binding) {
  Json object{{"priority", binding.priority}, {"target", binding.target.text()}};
  put_list(object, "mandatory", binding.mandatory, [](std::uint16_t key) { return key; });
  put_list(object, "alpn", binding.alpn, foreign);
  if (binding.no_default_alpn) object["no_default_alpn"] = true;
  if (binding.port) object["port"] = *binding.port;
  put_list(object, "hints", binding.addresses, foreign);
  if (!binding.doh_path.empty()) object["dohpath"] = foreign(binding.doh_path);
  if (binding.ech) object["ech"] = true;
  put_list(object, "keys", binding.keys, [](std::uint16_t key) { return key; });
  return object;
}

bool is_there(const services::ServiceBindings& bindings) {
  return !bindings.services.empty() || !bindings.aliases.empty();
}

Json json_bindings(const services::ServiceBindings& bindings) {
  Json object{{"name", bindings.owner.text()}, {"secure", bindings.secure}};
  put_list(object, "aliases", bindings.aliases, text_of);
  put_list(object, "services", bindings.services, json_binding);
  return object;
}

Json json_info(const dns::ResolverInfo& info) {
  Json object{{"qnamemin", info.qnamemin}};
  put_list(object, "exterr", info.exterr, [](const dns::InfoCodeRange& range) -> Json {
    return {{"first", range.first}, {"last", range.last}};
  });
  if (!info.infourl.empty()) object["infourl"] = foreign(info.infourl);
  return object;
}

Json json_resolver(const services::PublicResolver& resolver) {
  auto object = Json::object();
  if (is_there(resolver.designation)) object["designation"] = json_bindings(resolver.designation);
  if (resolver.info) object["info"] = json_info(*resolver.info);
  return object;
}

Json json_dane(const services::Rules& rules) {
  auto hosts = array_of(rules.mail_dane.hosts, json_dane_host);
  for (const auto& host : rules.web_dane.hosts) hosts.push_back(json_dane_host(host));
  return hosts;
}

Json json_https(const services::Rules& rules) {
  auto names = Json::array();
  for (const auto* bindings : {&rules.https, &rules.www_https})
    if (is_there(*bindings)) names.push_back(json_bindings(*bindings));
  return names;
}

void put_unless_empty(Json& object, const char* key, Json value) {
  if (!value.empty()) object[key] = std::move(value);
}

}  // namespace

void put_service_records(Json& object, const services::Rules& rules) {
  object["mx"] = json_mail(rules.mail);
  put_list(object, "dkim", rules.dkim.keys, json_dkim_key);
  if (rules.mta_sts.announced) object["mta_sts"] = json_mta_sts(rules.mta_sts);
  put_list(object, "tls_rpt", rules.tls_rpt.receivers, foreign);
  put_unless_empty(object, "dane", json_dane(rules));
  if (rules.caa.found_at) object["caa"] = json_caa(rules.caa);
  put_unless_empty(object, "https", json_https(rules));
  put_unless_empty(object, "resolver", json_resolver(rules.resolver));
}

}  // namespace edig::report
