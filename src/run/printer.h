// Prints reports in the order of their questions, each in one write, so that an interrupt leaves none
// half-written. What is ready before its turn waits as text, within a bound.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "run/ask.h"
#include "run/pages.h"
#include "run/progress.h"

namespace edig::run {

class Printer : public Listener {
 public:
  Printer(Pages& pages, Progress& progress) : pages_(pages), progress_(progress) {}

  void answered(std::size_t turn, const Request& request, const report::Report& report) override;
  void refused(std::size_t turn, const Error& error) override;
  bool has_room(std::size_t under_way) const override;
  void told(const std::string& lines) override;
  void write(const Request& request, std::string_view text) override;
  void written(std::size_t turn, const Request& request, int status, const std::string& complaints) override;

  /// The largest so far; of questions that are asked as dig does, the last one's counts.
  int status() const { return std::max(status_, digs_status_); }

 private:
  struct Printout {
    std::string out, complaints;
    bool apart = false;  // from what stands before it, by an empty line
    int status = 0;
    bool as_dig = false;  // the status replaces that of the questions before

    std::size_t size() const { return sizeof *this + out.size() + complaints.size(); }
  };

  static Printout printout(const report::Report& report, const report::Style& style);
  void put(std::size_t turn, Printout printout);
  void print(Printout printout);
  void print(std::string_view text);

  Pages& pages_;
  Progress& progress_;
  std::map<std::size_t, Printout> waiting_;
  std::size_t octets_waiting_ = 0;
  std::size_t expected_size_ = 128 << 10;  // of a printout: guessed, then learned
  std::size_t turn_ = 0;                   // to be printed next
  bool first_ = true;
  bool writing_ = false;  // part of the output of this turn is printed
  int status_ = 0, digs_status_ = 0;
};

}  // namespace edig::run
