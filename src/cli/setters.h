// What each option of the table does to the settings.
#pragma once

#include "cli/options.h"

namespace edig::cli {

template <typename T>
struct OwnerOf;
template <typename Member, typename Owner>
struct OwnerOf<Member Owner::*> {
  using type = Owner;
};

/// The part of the settings that has type T.
template <typename T>
T& part(LineSettings& line, QuestionSettings& question) {
  if constexpr (std::is_same_v<T, LineSettings>)
    return line;
  else if constexpr (std::is_same_v<T, QuestionSettings>)
    return question;
  else if constexpr (std::is_same_v<T, HeaderSettings>)
    return question.header;
  else if constexpr (std::is_same_v<T, EdnsSettings>)
    return question.edns;
  else if constexpr (std::is_same_v<T, run::Why>)
    return question.why;
  else if constexpr (std::is_same_v<T, run::SurveyOrder>)
    return line.survey;
  else if constexpr (std::is_same_v<T, run::Services>)
    return question.services;
  else if constexpr (std::is_same_v<T, transport::TlsPolicy>)
    return question.tls;
  else
    return question.style;
}

/// A bool of the settings follows the flag.
template <auto member>
Result<void> set(LineSettings& line, QuestionSettings& question, const Given& given) {
  part<typename OwnerOf<decltype(member)>::type>(line, question).*member = given.on;
  return {};
}
/// A bool of the settings is the flag's opposite.
template <auto member>
Result<void> clear(LineSettings& line, QuestionSettings& question, const Given& given) {
  part<typename OwnerOf<decltype(member)>::type>(line, question).*member = !given.on;
  return {};
}
/// The same for what needs EDNS: asking for it brings EDNS back after +noedns.
template <auto member>
Result<void> set_edns_flag(LineSettings&, QuestionSettings& question, const Given& given) {
  question.edns.*member = given.on;
  question.edns.on |= given.on;
  return {};
}
template <transport::Protocol protocol>
Result<void> set_protocol(LineSettings&, QuestionSettings& question, const Given& given) {
  // The last one named counts; taking back another one changes nothing.
  if (given.on)
    question.protocol = protocol;
  else if (question.protocol == protocol)
    question.protocol = transport::Protocol::udp;
  question.protocol_given = true;
  return {};
}
template <report::Format format>
Result<void> set_format(LineSettings& line, QuestionSettings&, const Given& given) {
  if (given.on)
    line.format = format;
  else if (line.format == format)
    line.format = line.like_dig ? report::Format::dig : report::Format::text;
  return {};
}

Result<void> set_yaml(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_short(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_debug(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_microseconds(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_split(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_rr_comments(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_show_all(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_show_search(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_qid(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_nat64_prefixes(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_certificate(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_key(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_http_plain(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_http_plain_get(LineSettings&, QuestionSettings&, const Given&);
Result<void> warn_obsolete(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_server(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_server_set(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_port(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ipv4(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ipv6(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_source(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_ca(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_hostname(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_sni(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tls_pin(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_https(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_https_get(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_https_post(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_proxy_within(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_proxy_plain(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_bootstrap(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_timeout(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_tries(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_retry(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_resolv_conf(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_type(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_class(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_batch_file(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_opcode(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_edns(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_bufsize(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_cookie(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_subnet(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_padding(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ednsopt(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ednsflags(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_compact_ok(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_domain(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ndots(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_idn(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_why(LineSettings&, QuestionSettings&, const Given&);
Result<void> add_selector(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_mail_from(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_mail_address(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_explain(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_trust_anchor(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_root_hints(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_at(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_deadline(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_ns(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ds(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_trace(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_nssearch(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_watch(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_error_reporting(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_survey(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_preflight(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_column(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_weight(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_rate(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_parallel(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_shard(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_resume(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_progress(LineSettings&, QuestionSettings&, const Given&);

Result<void> set_language(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_html(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_svg(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_all(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_question(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_answer(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_comments(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_stats(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_authority(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_additional(LineSettings&, QuestionSettings&, const Given&);
Result<void> set_ttlunits(LineSettings&, QuestionSettings&, const Given&);
Result<void> ignore(LineSettings&, QuestionSettings&, const Given&);

}  // namespace edig::cli
