// Reads files, none of which is without end. Those that are read whole are regular and not larger than a
// bound: no device, no fifo, no folder.
#pragma once

#include <cstddef>
#include <string>

#include "base/descriptor.h"
#include "base/error.h"

namespace edig {

/// Of text that is read whole: the configuration, resolv.conf, trust anchors, root hints.
inline constexpr std::size_t max_text_file = 1 << 20;
/// Of certificates.
inline constexpr std::size_t max_ca_file = 16 << 20;

/// The whole of the file at `path`. "-" is standard input, which may be a stream, too; /dev/null is empty.
/// Errors are of kind `file`.
Result<std::string> read_file(const std::string& path);

/// Whether the file at `path` can be read and is one that may be read whole: for those that a library reads.
Result<void> can_read(const std::string& path, std::size_t max_size);

/// The file at `path`, or standard input, for reading piece by piece; whatever it is, but no folder.
Result<Descriptor> open_stream(const std::string& path);

/// "cannot read 'PATH': REASON"
std::unexpected<Error> cannot_read(const std::string& path, const std::string& reason);

}  // namespace edig
