// The bound of all memory: whatever the network sends, edig does not take the machine's, it ends.
#pragma once

namespace edig {

/// From now on the process takes no more than 1 GiB of memory to write to, or less where RLIMIT_DATA says so
/// already. Where that does not do, it ends with one line on standard error and this status.
void bound_memory(int status);

}  // namespace edig
