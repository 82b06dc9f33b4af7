// A diagnosis in the lab, recorded: the question, what was trusted, and every reply as it came. fuzz_record
// writes such a file, and everything of it is public: names and keys are the lab's.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/diagnose.h"

namespace edig::fuzz {

struct RecordedReply {
  dns::Question question;
  std::string server;  // as in diagnosis::Ask
  Bytes wire;
};

struct Recording {
  diagnosis::Request request;
  std::vector<RecordedReply> replies;  // that to the user's own question first
};

/// A line "key: value" for each part; the reverse of `read_recording`.
std::string recording_line(const RecordedReply& reply);
Recording read_recording(const std::string& path);

}  // namespace edig::fuzz
