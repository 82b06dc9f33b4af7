// One request -> its report.
#pragma once

#include "report/report.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// `request` is for no transfer of a zone.
report::Report ask_one(transport::Client& client, Request request);

}  // namespace edig::run
