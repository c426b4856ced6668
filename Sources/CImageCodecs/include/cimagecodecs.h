// Decoding and encoding of JPEG (libjpeg-turbo) and PNG (libpng) pictures in memory.
//
// Every function returns 0 when it worked and 1 when it did not; then `message` holds one short English phrase.
// No non-local jump leaves this target. Buffers returned here are given back with `imc_free`.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { IMC_MESSAGE_SIZE = 256 };

typedef struct {
  uint8_t *_Nullable pixels;  // rows from the top, `channels` bytes a pixel, no padding; NULL after a probe
  int32_t width;
  int32_t height;
  int32_t channels;  // 3: RGB; 4: RGB and straight alpha. After a probe: 4 if the file can hold transparency
} imc_picture;

typedef struct {
  uint8_t *_Nullable bytes;
  size_t count;
} imc_bytes;

// Reads only the header: width, height, whether there may be transparency.
int imc_probe(const uint8_t *_Nonnull bytes, size_t count, imc_picture *_Nonnull picture, char *_Nonnull message);

// Decodes a JPEG or PNG file (told apart by its first bytes) to 3 or 4 channels of 8 bits.
// With 3 channels transparency is laid over white. A file that ends early or holds damaged data is an error.
// Pictures of more than `max_pixels` pixels are refused before any memory is taken for them.
int imc_decode(
  const uint8_t *_Nonnull bytes, size_t count, int32_t channels, int64_t max_pixels, imc_picture *_Nonnull picture,
  char *_Nonnull message);

// Encodes 3- or 4-channel pixels as PNG; `level` is zlib's 0...9.
int imc_encode_png(
  const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t channels, int32_t level,
  imc_bytes *_Nonnull out, char *_Nonnull message);

// Encodes RGB pixels as a baseline JPEG, 4:2:0, `quality` 1...100.
int imc_encode_jpeg(
  const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t quality, imc_bytes *_Nonnull out,
  char *_Nonnull message);

void imc_free(void *_Nullable memory);

#ifdef __cplusplus
}
#endif

#endif
