#include "report/survey_row_answer.h"

#include "dns/message.h"
#include "report/json_exchange.h"
#include "report/json_record.h"
#include "report/json_text.h"
#include "report/spelling.h"

namespace edig::report {
namespace {

// Of what is not as the RFCs have it the first tell enough.
constexpr std::size_t max_problems = 16;

dns::Message reply_of(const survey::Row& row) {
  return dns::Message::parse(as_bytes(row.message)).value_or(dns::Message{});
}

// As many of the records' texts as fit; how many are left out.
template <typename Text>
std::size_t put_records(const std::vector<dns::Record>& records, char between, std::string& out, Text text) {
  auto start = out.size();
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto record = text(records[i]);
    if (out.size() - start + record.size() >= max_answer) return records.size() - i;
    if (i > 0) out += between;
    out += record;
  }
  return 0;
}

void put_problems(const dns::Message& reply, std::string& out) {
  auto problems = nlohmann::ordered_json::array();
  for (const auto& problem : reply.problems)
    if (problems.size() < max_problems) problems.push_back(json_problem(problem));
  if (!problems.empty()) out += ",\"problems\":" + json_text(problems.dump());
}

std::string json_of(const dns::Record& record) {
  std::string text;
  append_json_record(text, record.owner.text(), rdata_text(record), record.type, record.cls, record.ttl);
  return text;
}

std::string csv_rdata(const dns::Record& record) {
  std::string text;
  for (char c : rdata_text(record))
    if (c == '|')
      text += "\\124";
    else
      text += c;
  return text;
}

}  // namespace

void put_answer(const survey::Row& row, std::string& out) {
  if (row.message.empty()) return;
  auto reply = reply_of(row);
  std::string records;
  auto omitted = put_records(reply.answer, ',', records, json_of);
  if (!records.empty()) out += ",\"answer\":[" + records + ']';
  if (omitted > 0) out += ",\"answer_omitted\":" + std::to_string(omitted);
  put_problems(reply, out);
}

AnswerText answer_text(const survey::Row& row) {
  AnswerText answer;
  if (row.message.empty()) return answer;
  answer.omitted = put_records(reply_of(row).answer, '|', answer.text, csv_rdata);
  return answer;
}

}  // namespace edig::report
