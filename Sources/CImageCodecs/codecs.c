#include "codecs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_jpeg(const uint8_t *bytes, size_t count) {
  return count >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

static int is_png(const uint8_t *bytes, size_t count) {
  static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  return count >= sizeof signature && memcmp(bytes, signature, sizeof signature) == 0;
}

static int dispatch(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, int header_only, imc_picture *picture,
  char *message) {
  memset(picture, 0, sizeof *picture);
  message[0] = 0;
  if (is_jpeg(bytes, count)) {
    return imc_jpeg_decode(bytes, count, channels, max_pixels, header_only, picture, message);
  }
  if (is_png(bytes, count)) {
    return imc_png_decode(bytes, count, channels, max_pixels, header_only, picture, message);
  }
  snprintf(message, IMC_MESSAGE_SIZE, "%s", count == 0 ? "an empty file" : "neither a JPEG nor a PNG file");
  return 1;
}

int imc_probe(const uint8_t *bytes, size_t count, imc_picture *picture, char *message) {
  return dispatch(bytes, count, 3, INT64_MAX, 1, picture, message);
}

int imc_decode(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, imc_picture *picture, char *message) {
  if (channels != 3 && channels != 4) {
    snprintf(message, IMC_MESSAGE_SIZE, "%d channels asked for", (int)channels);
    return 1;
  }
  return dispatch(bytes, count, channels, max_pixels, 0, picture, message);
}

void imc_free(void *memory) { free(memory); }
