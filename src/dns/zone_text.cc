#include "dns/zone_text.h"

#include <cstdio>

#include "dns/ldns.h"

namespace edig::dns {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<std::vector<Record>> read_zone_text(std::string_view text) {
  std::vector<Record> records;
  if (text.empty()) return records;
  std::string content(text);
  std::unique_ptr<std::FILE, CloseFile> file(fmemopen(content.data(), content.size(), "r"));
  if (!file) return fail(Error::Kind::internal, "no memory for a file");
  std::uint32_t ttl = 3600;
  ldns_rdf* origin = ldns_dname_new_frm_str(".");
  ldns_rdf* previous = nullptr;
  int line = 0;
  auto status = LDNS_STATUS_OK;
  while (!std::feof(file.get()) && status == LDNS_STATUS_OK) {
    ldns_rr* rr = nullptr;
    status = ldns_rr_new_frm_fp_l(&rr, file.get(), &ttl, &origin, &previous, &line);
    RrPtr owner(rr);
    if (status == LDNS_STATUS_OK && rr) records.push_back(make_record(rr));
    if (status == LDNS_STATUS_SYNTAX_EMPTY || status == LDNS_STATUS_SYNTAX_TTL ||
        status == LDNS_STATUS_SYNTAX_ORIGIN)
      status = LDNS_STATUS_OK;
  }
  ldns_rdf_deep_free(origin);
  ldns_rdf_deep_free(previous);
  if (status != LDNS_STATUS_OK)
    return fail(Error::Kind::usage, "line " + std::to_string(line) + " is no resource record (" +
                                        ldns_get_errorstr_by_id(status) + ")");
  return records;
}

}  // namespace edig::dns
