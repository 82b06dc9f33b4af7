// What inquiries into many domains share: the replies on names that are not of one domain alone, such as the
// zones above it and the hosts and policies of its providers. What one has asked, no other asks again; what
// one is asking now, the others wait for, but not for long: who has to wait itself holds up no other.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/asking/fetcher.h"
#include "run/inquiries.h"

namespace edig::run {

class CommonEvidence {
 public:
  /// Null: it is not known.
  const diagnosis::Answer* find(const std::string& key) const;
  /// Somebody is asking it, and not for long yet: who is may be waiting for something else beside it.
  bool is_claimed(const std::string& key) const;
  void claim(const std::string& key) { claimed_[key] = std::chrono::steady_clock::now(); }
  /// What it came to: kept where that is a whole reply that reports no failure. The others ask anew what came
  /// to less.
  void settle(const std::string& key, const diagnosis::Answer& answer);
  /// One more domain is looked at. After some it is all let go: old evidence does not linger.
  void begin_another();

 private:
  void forget();

  std::map<std::string, diagnosis::Answer> answers_;
  std::map<std::string, std::chrono::steady_clock::time_point> claimed_;  // since when
  std::size_t octets_ = 0;                                                // of the messages
  unsigned since_ = 0;
};

/// The fetcher of one inquiry, into `domain`: its own questions by `own`.
class SharingFetcher : public diagnosis::Fetcher {
 public:
  /// `view`: a word for the server whose view it is.
  SharingFetcher(CommonEvidence& common, std::string view, Inquiry& inquiry, diagnosis::Fetcher& own,
                 dns::Name domain)
      : common_(common), view_(std::move(view)), inquiry_(inquiry), own_(own), domain_(std::move(domain)) {}

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point deadline) override;
  std::shared_ptr<const std::optional<diagnosis::Answer>> begin(const diagnosis::Ask& ask) override;
  diagnosis::Traffic traffic() const override { return own_.traffic(); }

 private:
  struct Place;  // of one Ask

  std::string key(const diagnosis::Ask& ask) const;
  void take_known(std::vector<Place>& places) const;
  bool fetch_mine(std::vector<Place>& places, std::chrono::steady_clock::time_point deadline);
  void wait_for_others(const std::vector<Place>& places);

  CommonEvidence& common_;
  std::string view_;
  Inquiry& inquiry_;
  diagnosis::Fetcher& own_;
  dns::Name domain_;
};

}  // namespace edig::run
