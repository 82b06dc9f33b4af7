#include "run/survey_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/write_all.h"

namespace edig::run {
namespace {

constexpr std::size_t most_waiting = 1 << 16, usual_row = 1 << 10;
constexpr auto longest_wait = std::chrono::milliseconds(200);

std::unexpected<Error> failed(const std::string& path, const char* what) {
  return fail(Error::Kind::file, (path.empty() ? "standard output" : "'" + path + "'") + " cannot be " +
                                     what + ": " + std::strerror(errno));
}

}  // namespace

Result<SurveyOutput> SurveyOutput::open(const SurveyOrder& order, std::uint64_t size, ede::Language language,
                                        std::uint16_t cls) {
  const auto& path = order.resume;
  Descriptor file(path.empty() ? ::dup(STDOUT_FILENO)
                               : ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (file.get() < 0) return failed(path, "opened");
  bool at_end = path.empty() || (::ftruncate(file.get(), static_cast<off_t>(size)) == 0 &&
                                 ::lseek(file.get(), 0, SEEK_END) >= 0);
  if (!at_end) return failed(path, "continued");
  SurveyOutput output(std::move(file), order, report::SurveyJson(language, cls));
  output.size_ = size;
  output.waiting_.reserve(most_waiting + usual_row);
  if (order.csv && size == 0) output.waiting_ += report::survey_csv_titles(output.services_);
  return output;
}

Result<void> SurveyOutput::write(const survey::Row& row) {
  if (broken_) return {};
  if (waiting_.empty()) due_ = Clock::now() + longest_wait;
  if (csv_)
    report::write_survey_csv(row, waiting_, services_);
  else
    json_.write(row, waiting_);
  return waiting_.size() >= most_waiting ? flush() : Result<void>();
}

Result<void> SurveyOutput::flush_due() {
  return !waiting_.empty() && Clock::now() >= due_ ? flush() : Result<void>();
}

std::unexpected<Error> SurveyOutput::give_up() {
  auto error = failed(path_, "written");
  waiting_.clear();
  if (!path_.empty()) static_cast<void>(::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0);
  return error;
}

Result<void> SurveyOutput::flush() {
  if (broken_ || waiting_.empty()) return {};
  broken_ = !write_all(file_.get(), waiting_);
  if (broken_) return give_up();
  size_ += waiting_.size();
  waiting_.clear();
  return {};
}

}  // namespace edig::run
