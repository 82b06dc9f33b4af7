#include "diagnosis/diagnose.h"

#include "diagnosis/judgement/inquiry.h"
#include "diagnosis/judgement/judgement.h"

namespace edig::diagnosis {

Diagnosis diagnose(const Request& request, Fetcher& fetcher, Work* work) {
  Inquiry inquiry(request, fetcher);
  inquiry.run();
  auto diagnosis = judge(inquiry);
  diagnosis.plan = request.planned;
  if (work) *work = inquiry.budget().work();
  return diagnosis;
}

}  // namespace edig::diagnosis
