// How every function of the C face ends: a status, and the text of a failure. Not seen by Swift.
#ifndef CTORCH_GUARDED_H
#define CTORCH_GUARDED_H

#include "CTorch.h"

#include <c10/util/Exception.h>

#include <string>

namespace ctorch {

extern thread_local std::string last_error;

template <typename Body>
ct_status guarded(Body body) {
  try {
    body();
    return CT_OK;
  } catch (const c10::OutOfMemoryError &error) {
    last_error = error.what_without_backtrace();
    return CT_OUT_OF_MEMORY;
  } catch (const c10::Error &error) {
    last_error = error.what_without_backtrace();
    return CT_ERROR;
  } catch (const std::exception &error) {
    last_error = error.what();
    return CT_ERROR;
  } catch (...) {
    last_error = "an exception of unknown type";
    return CT_UNKNOWN;
  }
}

}  // namespace ctorch

#endif
