// Below the records: whether they are all, what they are, and where they came from.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/transfer.h"
#include "report/tsig_words.h"
#include "report/words.h"

namespace edig::report {
namespace {

using Form = dns::ZoneTransfer::Form;

std::string decimal_text(std::uint64_t value) { return std::to_string(value); }

class TransferLines {
 public:
  TransferLines(const Transfer& transfer, const Style& style)
      : transfer_(transfer), report_(transfer.report), page_{transfer.report, style, {}} {}

  std::string write() {
    page_.out = page_.style.comments && transfer_.counts.records > 0 ? "\n" : "";
    if (page_.style.comments) {
      add(head());
      add(page_.say("transfer-counts",
                    {decimal_text(transfer_.counts.records), decimal_text(transfer_.counts.messages),
                     decimal_text(transfer_.counts.octets)}));
      if (transfer_.malformed > 0) add(page_.say("transfer-malformed", {decimal_text(transfer_.malformed)}));
      if (report_.tsig) add(tsig_words(*report_.tsig, *report_.query.tsig_key, page_.style.language));
    }
    return std::move(page_.out);
  }

 private:
  void add(std::string_view line) { page_.out += fmt::format("; {}\n", line); }

  std::string outcome() const {
    auto serial = decimal_text(transfer_.serial.value_or(0)),
         known = decimal_text(report_.query.serial.value_or(0));
    const auto& reply = report_.exchange.reply;
    if (!reply) return page_.say("transfer-incomplete", {ede::printable(reply.error().text)});
    switch (transfer_.form) {
      case Form::up_to_date:
        return page_.say("transfer-up-to-date", {known});
      case Form::differences:
        return page_.say("transfer-differences", {known, serial});
      default:
        return page_.say("transfer-whole", {serial});
    }
  }

  std::string head() const {
    const auto& asked = report_.query.question;
    auto subject = fmt::format("{} {}   {}", shown_name(asked.name, page_.style), dns::type_text(asked.type),
                               page_.say("from", {server_word(report_.exchange.peer, page_.style.language,
                                                              {duration(report_.exchange.ms)})}));
    return page_.say("because", {subject, outcome()});
  }

  const Transfer& transfer_;
  const Report& report_;
  Page page_;
};

}  // namespace

std::string transfer_text(const Transfer& transfer, const Style& style) {
  return TransferLines(transfer, style).write();
}

}  // namespace edig::report
