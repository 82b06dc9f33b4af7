#include "run/survey_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/write_all.h"

namespace edig::run {
namespace {

constexpr std::size_t most_waiting = 1 << 16;
constexpr auto longest_wait = std::chrono::milliseconds(200);

std::unexpected<Error> failed(const std::string& path, const char* what) {
  return fail(Error::Kind::file, (path.empty() ? "standard output" : "'" + path + "'") + " cannot be " +
                                     what + ": " + std::strerror(errno));
}

}  // namespace

Result<SurveyOutput> SurveyOutput::open(const std::string& path, std::uint64_t size, bool csv,
                                        ede::Language language) {
  Descriptor file(path.empty() ? ::dup(STDOUT_FILENO)
                               : ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (file.get() < 0) return failed(path, "opened");
  bool at_end = path.empty() || (::ftruncate(file.get(), static_cast<off_t>(size)) == 0 &&
                                 ::lseek(file.get(), 0, SEEK_END) >= 0);
  if (!at_end) return failed(path, "continued");
  SurveyOutput output(std::move(file), path, csv, language);
  if (csv && size == 0) output.waiting_ = report::survey_csv_titles();
  return output;
}

Result<void> SurveyOutput::write(const survey::Row& row) {
  if (waiting_.empty()) due_ = Clock::now() + longest_wait;
  if (csv_)
    report::write_survey_csv(row, waiting_);
  else
    json_.write(row, waiting_);
  return waiting_.size() >= most_waiting ? flush() : Result<void>();
}

Result<void> SurveyOutput::flush_due() {
  return !waiting_.empty() && Clock::now() >= due_ ? flush() : Result<void>();
}

Result<void> SurveyOutput::flush() {
  bool written = write_all(file_.get(), waiting_);
  waiting_.clear();
  if (!written) return failed(path_, "written");
  return {};
}

}  // namespace edig::run
