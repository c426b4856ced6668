#include "types.h"

#include <stdlib.h>

static hid_t growing_space(int rank, const int64_t *extent) {
  hsize_t now[CHDF5_MAX_RANK], most[CHDF5_MAX_RANK];
  if (rank < 1 || rank > CHDF5_MAX_RANK) return -1;
  for (int axis = 0; axis < rank; axis++) {
    now[axis] = (hsize_t)extent[axis];
    most[axis] = axis == 0 ? H5S_UNLIMITED : now[axis];
  }
  return H5Screate_simple(rank, now, most);
}

static hid_t creation_properties(int rank, const int64_t *chunk, int gzip, int shuffle) {
  hsize_t sizes[CHDF5_MAX_RANK];
  for (int axis = 0; axis < rank; axis++) sizes[axis] = (hsize_t)chunk[axis];
  hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  if (properties < 0) return -1;
  // Without times in the file, the same content gives the same bytes.
  int failed = H5Pset_obj_track_times(properties, 0) < 0 || H5Pset_chunk(properties, rank, sizes) < 0;
  if (!failed && shuffle && gzip > 0) failed = H5Pset_shuffle(properties) < 0;
  if (!failed && gzip > 0) failed = H5Pset_deflate(properties, (unsigned)gzip) < 0;
  if (!failed) return properties;
  H5Pclose(properties);
  return -1;
}

int64_t chdf5_dataset_create(int64_t file, const char *name, int type, int rank, const int64_t *extent,
                             const int64_t *chunk, int gzip, int shuffle) {
  hid_t dataset = -1;
  hid_t space = growing_space(rank, extent);
  hid_t stored = chdf5_memory_type(type);
  hid_t properties = creation_properties(rank, chunk, gzip, shuffle);
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  if (space >= 0 && stored >= 0 && properties >= 0 && links >= 0 && H5Pset_create_intermediate_group(links, 1) >= 0)
    dataset = H5Dcreate2(file, name, stored, space, links, properties, H5P_DEFAULT);
  if (links >= 0) H5Pclose(links);
  if (properties >= 0) H5Pclose(properties);
  if (stored >= 0) H5Tclose(stored);
  if (space >= 0) H5Sclose(space);
  return dataset;
}

int64_t chdf5_dataset_open(int64_t file, const char *name) { return H5Dopen2(file, name, H5P_DEFAULT); }

int chdf5_dataset_close(int64_t dataset) { return H5Dclose(dataset); }

uint64_t chdf5_dataset_stored_bytes(int64_t dataset) { return H5Dget_storage_size(dataset); }

int chdf5_dataset_type(int64_t dataset) {
  hid_t type = H5Dget_type(dataset);
  if (type < 0) return -1;
  int code = chdf5_type_code(type);
  H5Tclose(type);
  return code;
}

int chdf5_dataset_rank(int64_t dataset) {
  hid_t space = H5Dget_space(dataset);
  if (space < 0) return -1;
  int rank = H5Sget_simple_extent_ndims(space);
  H5Sclose(space);
  return rank;
}

int chdf5_dataset_extent(int64_t dataset, int64_t *extent) {
  hsize_t sizes[CHDF5_MAX_RANK];
  hid_t space = H5Dget_space(dataset);
  if (space < 0) return -1;
  int rank = H5Sget_simple_extent_dims(space, sizes, NULL);
  H5Sclose(space);
  for (int axis = 0; axis < rank; axis++) {
    if (sizes[axis] > INT64_MAX) return -1;
    extent[axis] = (int64_t)sizes[axis];
  }
  return rank < 0 ? -1 : 0;
}

int chdf5_dataset_resize(int64_t dataset, int64_t rows) {
  int64_t extent[CHDF5_MAX_RANK];
  hsize_t sizes[CHDF5_MAX_RANK];
  int rank = chdf5_dataset_rank(dataset);
  if (rank < 1 || chdf5_dataset_extent(dataset, extent) < 0) return -1;
  for (int axis = 0; axis < rank; axis++) sizes[axis] = (hsize_t)(axis == 0 ? rows : extent[axis]);
  return H5Dset_extent(dataset, sizes);
}

// Selects rows in the file and makes the matching memory space.
static int select_rows(int64_t dataset, int64_t first, int64_t count, hid_t *file_space, hid_t *memory_space) {
  int64_t extent[CHDF5_MAX_RANK];
  hsize_t start[CHDF5_MAX_RANK], sizes[CHDF5_MAX_RANK];
  int rank = chdf5_dataset_rank(dataset);
  if (rank < 1 || chdf5_dataset_extent(dataset, extent) < 0) return -1;
  for (int axis = 0; axis < rank; axis++) {
    start[axis] = axis == 0 ? (hsize_t)first : 0;
    sizes[axis] = (hsize_t)(axis == 0 ? count : extent[axis]);
  }
  *memory_space = H5Screate_simple(rank, sizes, NULL);
  *file_space = H5Dget_space(dataset);
  if (*memory_space >= 0 && *file_space >= 0
      && H5Sselect_hyperslab(*file_space, H5S_SELECT_SET, start, NULL, sizes, NULL) >= 0)
    return 0;
  if (*memory_space >= 0) H5Sclose(*memory_space);
  if (*file_space >= 0) H5Sclose(*file_space);
  return -1;
}

int chdf5_rows_write(int64_t dataset, int type, int64_t first, int64_t count, const void *values) {
  hid_t file_space = -1, memory_space = -1;
  if (select_rows(dataset, first, count, &file_space, &memory_space) < 0) return -1;
  int status = -1;
  hid_t memory_type = chdf5_memory_type(type);
  if (memory_type >= 0) {
    status = H5Dwrite(dataset, memory_type, memory_space, file_space, H5P_DEFAULT, values);
    H5Tclose(memory_type);
  }
  H5Sclose(memory_space);
  H5Sclose(file_space);
  return status;
}

// The type to read with: text keeps the character set of the file, which HDF5 does not convert.
static hid_t reading_type(int64_t dataset, int type) {
  return type == CHDF5_TEXT ? H5Dget_type(dataset) : chdf5_memory_type(type);
}

int chdf5_rows_read(int64_t dataset, int type, int64_t first, int64_t count, void *values) {
  hid_t file_space = -1, memory_space = -1;
  if (select_rows(dataset, first, count, &file_space, &memory_space) < 0) return -1;
  int status = -1;
  hid_t memory_type = reading_type(dataset, type);
  if (memory_type >= 0) {
    status = H5Dread(dataset, memory_type, memory_space, file_space, H5P_DEFAULT, values);
    H5Tclose(memory_type);
  }
  H5Sclose(memory_space);
  H5Sclose(file_space);
  return status;
}

// Variable-length elements are allocated with the C library's allocator unless a transfer property says otherwise.
void chdf5_text_free(char *text) { free(text); }
