#include "types.h"

int chdf5_attribute_write(int64_t file, const char *object, const char *name, int type, const void *value) {
  int status = -1;
  hid_t space = H5Screate(H5S_SCALAR);
  hid_t stored = chdf5_memory_type(type);
  hid_t attribute = -1;
  if (space >= 0 && stored >= 0)
    attribute = H5Acreate_by_name(file, object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0) {
    status = H5Awrite(attribute, stored, value);
    H5Aclose(attribute);
  }
  if (stored >= 0) H5Tclose(stored);
  if (space >= 0) H5Sclose(space);
  return status;
}

int chdf5_attribute_exists(int64_t file, const char *object, const char *name) {
  return H5Aexists_by_name(file, object, name, H5P_DEFAULT) > 0;
}

int chdf5_attribute_type(int64_t file, const char *object, const char *name) {
  hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0) return -1;
  int code = CHDF5_OTHER;
  hid_t space = H5Aget_space(attribute);
  hid_t type = H5Aget_type(attribute);
  if (space >= 0 && type >= 0 && H5Sget_simple_extent_type(space) != H5S_NULL
      && H5Sget_simple_extent_npoints(space) == 1)
    code = chdf5_type_code(type);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  H5Aclose(attribute);
  return code;
}

int chdf5_attribute_read(int64_t file, const char *object, const char *name, int type, void *value) {
  hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0) return -1;
  int status = -1;
  hid_t memory = type == CHDF5_TEXT ? H5Aget_type(attribute) : chdf5_memory_type(type);
  if (memory >= 0) {
    status = H5Aread(attribute, memory, value);
    H5Tclose(memory);
  }
  H5Aclose(attribute);
  return status;
}

struct visitor {
  void (*visit)(const char *name, void *context);
  void *context;
};

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *info, void *context) {
  struct visitor *visitor = context;
  visitor->visit(name, visitor->context);
  return 0;
}

int chdf5_each_attribute(int64_t file, const char *object, void (*visit)(const char *, void *), void *context) {
  struct visitor visitor = {visit, context};
  return H5Aiterate_by_name(file, object, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_attribute, &visitor, H5P_DEFAULT);
}
