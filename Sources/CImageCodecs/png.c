#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "codecs.h"

typedef struct {
  const uint8_t *bytes;
  size_t count, position;
} byte_source;

static void on_error(png_structp png, png_const_charp text) {
  char *message = png_get_error_ptr(png);
  snprintf(message, IMC_MESSAGE_SIZE, "%s", text);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void take(png_structp png, png_bytep to, png_size_t length) {
  byte_source *source = png_get_io_ptr(png);
  if (length > source->count - source->position) png_error(png, "the file ends early");
  memcpy(to, source->bytes + source->position, length);
  source->position += length;
}

static void over_white(const uint8_t *from, uint8_t *to, size_t pixels) {
  for (size_t i = 0; i < pixels; i++, from += 4, to += 3) {
    const unsigned alpha = from[3];
    for (int c = 0; c < 3; c++) {
      to[c] = (uint8_t)((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
}

int imc_png_decode(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, int header_only, imc_picture *picture,
  char *message) {
  byte_source source = {bytes, count, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  uint8_t *volatile pixels = NULL;
  png_bytep *volatile rows = NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message, IMC_MESSAGE_SIZE, "no memory for the PNG reader");
    return 1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(pixels);
    free(rows);
    return 1;
  }
  png_set_read_fn(png, &source, take);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_read_info(png, info);
  const png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  const png_byte type = png_get_color_type(png, info);
  const int transparent = (type & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS);
  picture->width = (int32_t)width;
  picture->height = (int32_t)height;
  picture->channels = transparent ? 4 : 3;
  if (header_only) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  if ((int64_t)width * height > max_pixels) {
    char text[64];
    snprintf(text, sizeof text, "%u x %u pixels", (unsigned)width, (unsigned)height);
    png_error(png, text);
  }
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  if (!transparent && channels == 4) png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
  (void)png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t stride = png_get_rowbytes(png, info);
  const size_t read_channels = stride / width;
  pixels = malloc(stride * height);
  rows = malloc(sizeof(png_bytep) * height);
  if (!pixels || !rows) png_error(png, "no memory for the pixels");
  for (size_t y = 0; y < height; y++) rows[y] = pixels + y * stride;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  free(rows);
  if (read_channels == 4 && channels == 3) {
    uint8_t *flat = malloc((size_t)width * height * 3);
    if (!flat) {
      snprintf(message, IMC_MESSAGE_SIZE, "no memory for the pixels");
      free(pixels);
      return 1;
    }
    over_white(pixels, flat, (size_t)width * height);
    free(pixels);
    pixels = flat;
  }
  picture->channels = channels;
  picture->pixels = pixels;
  return 0;
}

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} byte_sink;

static void put(png_structp png, png_bytep from, png_size_t length) {
  byte_sink *sink = png_get_io_ptr(png);
  if (length > sink->capacity - sink->count) {
    size_t capacity = (sink->count + length) * 2;
    uint8_t *grown = realloc(sink->bytes, capacity);
    if (!grown) png_error(png, "no memory for the encoded picture");
    sink->bytes = grown;
    sink->capacity = capacity;
  }
  memcpy(sink->bytes + sink->count, from, length);
  sink->count += length;
}

static void flush_nothing(png_structp png) { (void)png; }

int imc_encode_png(
  const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t level, imc_bytes *out,
  char *message) {
  // On the heap, so that its fields are well defined after a jump.
  byte_sink *sink = calloc(1, sizeof *sink);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  out->bytes = NULL;
  out->count = 0;
  if (!sink || !info) {
    png_destroy_write_struct(&png, NULL);
    free(sink);
    snprintf(message, IMC_MESSAGE_SIZE, "no memory for the PNG writer");
    return 1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(sink->bytes);
    free(sink);
    return 1;
  }
  png_set_write_fn(png, sink, put, flush_nothing);
  png_set_compression_level(png, level);
  const int type = channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
  png_set_IHDR(
    png, info, (png_uint_32)width, (png_uint_32)height, 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
    PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int32_t y = 0; y < height; y++) {
    png_write_row(png, pixels + (size_t)y * (size_t)width * (size_t)channels);
  }
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  out->bytes = sink->bytes;
  out->count = sink->count;
  free(sink);
  return 0;
}
