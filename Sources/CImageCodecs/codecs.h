// Shared inside the target: one decoder and one probe a format, and the signature tests.
#ifndef CODECS_H
#define CODECS_H

#include "cimagecodecs.h"

int imc_jpeg_decode(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, int header_only, imc_picture *picture,
  char *message);
int imc_png_decode(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, int header_only, imc_picture *picture,
  char *message);

#endif
