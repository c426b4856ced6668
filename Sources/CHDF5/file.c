#include "types.h"
#include <stdio.h>
#include <string.h>

int chdf5_enter(void) {
  if (H5open() < 0) return -1;
  return H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

struct text_buffer {
  char *text;
  size_t used, capacity;
};

static herr_t append_reason(unsigned n, const H5E_error2_t *error, void *context) {
  struct text_buffer *buffer = context;
  const char *reason = error->desc ? error->desc : "";
  if (*reason == 0 || strstr(buffer->text, reason)) return 0;
  size_t left = buffer->capacity - buffer->used;
  int length = snprintf(buffer->text + buffer->used, left, "%s%s", buffer->used ? "; " : "", reason);
  if (length > 0) buffer->used += (size_t)length < left ? (size_t)length : left - 1;
  return 0;
}

void chdf5_error_text(char *text, size_t capacity) {
  if (capacity == 0) return;
  text[0] = 0;
  struct text_buffer buffer = {text, 0, capacity};
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, append_reason, &buffer);
  H5Eclear2(H5E_DEFAULT);
}

static hid_t file_access(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
#if H5_VERSION_GE(1, 10, 7)
  // Files are written under a private name and renamed when whole, so HDF5's own locks, which fail on many network
  // file systems, protect nothing here.
  if (access >= 0) H5Pset_file_locking(access, 0, 1);
#endif
  return access;
}

int64_t chdf5_file_create(const char *path, uint64_t user_block) {
  hid_t access = file_access();
  hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  hid_t file = -1;
  if (access >= 0 && creation >= 0 && H5Pset_userblock(creation, user_block) >= 0)
    file = H5Fcreate(path, H5F_ACC_EXCL, creation, access);
  if (access >= 0) H5Pclose(access);
  if (creation >= 0) H5Pclose(creation);
  return file;
}

int64_t chdf5_file_open(const char *path) {
  hid_t access = file_access();
  if (access < 0) return -1;
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

int chdf5_file_flush(int64_t file) { return H5Fflush(file, H5F_SCOPE_GLOBAL); }

int chdf5_file_close(int64_t file) { return H5Fclose(file); }

int chdf5_exists(int64_t file, const char *name) {
  // H5Lexists fails, rather than answering no, when a group on the way is missing; so ask for each part in turn.
  char part[1024];
  size_t length = strlen(name);
  if (length == 0 || length >= sizeof part) return 0;
  for (size_t end = 1; end <= length; end++) {
    if (name[end] != '/' && name[end] != 0) continue;
    memcpy(part, name, end);
    part[end] = 0;
    if (strcmp(part, "/") == 0) continue;
    if (H5Lexists(file, part, H5P_DEFAULT) <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return 0;
    }
  }
  return 1;
}

struct visitor {
  void (*visit)(const char *name, void *context);
  void *context;
};

static herr_t visit_link(hid_t group, const char *name, const H5L_info_t *info, void *context) {
  // Soft and external links are not followed: they could lead out of the file.
  if (info->type != H5L_TYPE_HARD) return 0;
  hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object < 0) return -1;
  int is_dataset = H5Iget_type(object) == H5I_DATASET;
  H5Oclose(object);
  struct visitor *visitor = context;
  if (is_dataset) visitor->visit(name, visitor->context);
  return 0;
}

int chdf5_each_dataset(int64_t file, void (*visit)(const char *, void *), void *context) {
  struct visitor visitor = {visit, context};
  return H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, visit_link, &visitor);
}
