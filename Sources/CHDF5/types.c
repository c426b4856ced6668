#include "types.h"

hid_t chdf5_memory_type(int type) {
  switch (type) {
  case CHDF5_FLOAT32: return H5Tcopy(H5T_NATIVE_FLOAT);
  case CHDF5_FLOAT64: return H5Tcopy(H5T_NATIVE_DOUBLE);
  case CHDF5_INT32: return H5Tcopy(H5T_NATIVE_INT32);
  case CHDF5_INT64: return H5Tcopy(H5T_NATIVE_INT64);
  case CHDF5_UINT8: return H5Tcopy(H5T_NATIVE_UINT8);
  case CHDF5_TEXT: {
    hid_t text = H5Tcopy(H5T_C_S1);
    if (text < 0) return text;
    if (H5Tset_size(text, H5T_VARIABLE) < 0 || H5Tset_cset(text, H5T_CSET_UTF8) < 0) {
      H5Tclose(text);
      return -1;
    }
    return text;
  }
  default: return -1;
  }
}

static int number_code(hid_t type) {
  // A native type has the machine's byte order, so big-endian files read like any other.
  hid_t native = H5Tget_native_type(type, H5T_DIR_ASCEND);
  if (native < 0) return CHDF5_OTHER;
  int code = CHDF5_OTHER;
  if (H5Tequal(native, H5T_NATIVE_FLOAT) > 0) code = CHDF5_FLOAT32;
  else if (H5Tequal(native, H5T_NATIVE_DOUBLE) > 0) code = CHDF5_FLOAT64;
  else if (H5Tequal(native, H5T_NATIVE_INT32) > 0) code = CHDF5_INT32;
  else if (H5Tequal(native, H5T_NATIVE_INT64) > 0) code = CHDF5_INT64;
  else if (H5Tequal(native, H5T_NATIVE_UINT8) > 0) code = CHDF5_UINT8;
  H5Tclose(native);
  // Half-precision numbers have a wider native type; reading them as such would hide what the file holds.
  size_t sizes[] = {0, 4, 8, 4, 8, 1};
  return code != CHDF5_OTHER && H5Tget_size(type) != sizes[code] ? CHDF5_OTHER : code;
}

int chdf5_type_code(hid_t type) {
  switch (H5Tget_class(type)) {
  case H5T_STRING: return H5Tis_variable_str(type) > 0 ? CHDF5_TEXT : CHDF5_OTHER;
  case H5T_INTEGER:
  case H5T_FLOAT: return number_code(type);
  default: return CHDF5_OTHER;
  }
}
