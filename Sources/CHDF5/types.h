#ifndef CHDF5_TYPES_H
#define CHDF5_TYPES_H

// Debian and Ubuntu keep the serial headers below hdf5/serial, others directly on the include path.
#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

#include "CHDF5.h"

// The in-memory type of a code, new, to be closed with H5Tclose.
hid_t chdf5_memory_type(int type);
// The code of a stored type, whatever its byte order.
int chdf5_type_code(hid_t type);

#endif
