#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "codecs.h"

// libjpeg reports through this block: errors jump back into the function that set it up, warnings that mean lost
// picture data are kept as text, the rest is dropped.
typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf jump;
  char *message;
  int damaged;
} error_block;

static void keep_message(j_common_ptr info, error_block *block) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(block->message, IMC_MESSAGE_SIZE, "%s", text);
}

static void on_error(j_common_ptr info) {
  error_block *block = (error_block *)info->err;
  keep_message(info, block);
  longjmp(block->jump, 1);
}

static void on_message(j_common_ptr info, int level) {
  error_block *block = (error_block *)info->err;
  if (level >= 0 || block->damaged) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      block->damaged = 1;
      keep_message(info, block);
      break;
    default:
      break;
  }
}

static void on_output(j_common_ptr info) { (void)info; }

static void set_up(error_block *block, char *message) {
  jpeg_std_error(&block->base);
  block->base.error_exit = on_error;
  block->base.emit_message = on_message;
  block->base.output_message = on_output;
  block->message = message;
  block->damaged = 0;
}

static uint8_t times(uint8_t a, uint8_t b) {
  unsigned product = (unsigned)a * b + 128;
  return (uint8_t)((product + (product >> 8)) >> 8);
}

// One row in place of `row`'s own layout: `from` components a pixel to RGB or RGBA.
static void spread_row(const uint8_t *from, int components, int inverted, uint8_t *to, int channels, int width) {
  for (int x = 0; x < width; x++, from += components, to += channels) {
    if (components == 4) {
      uint8_t keep = inverted ? from[3] : (uint8_t)(255 - from[3]);
      for (int c = 0; c < 3; c++) {
        uint8_t ink = inverted ? from[c] : (uint8_t)(255 - from[c]);
        to[c] = times(ink, keep);
      }
    } else {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
    if (channels == 4) to[3] = 255;
  }
}

int imc_jpeg_decode(
  const uint8_t *bytes, size_t count, int32_t channels, int64_t max_pixels, int header_only, imc_picture *picture,
  char *message) {
  struct jpeg_decompress_struct info;
  error_block block;
  uint8_t *volatile pixels = NULL;
  uint8_t *volatile row = NULL;
  memset(&info, 0, sizeof info);
  set_up(&block, message);
  info.err = &block.base;
  if (setjmp(block.jump)) {
    jpeg_destroy_decompress(&info);
    free(pixels);
    free(row);
    return 1;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes, (unsigned long)count);
  jpeg_read_header(&info, TRUE);
  picture->width = (int32_t)info.image_width;
  picture->height = (int32_t)info.image_height;
  picture->channels = channels;
  if (header_only) {
    jpeg_destroy_decompress(&info);
    return 0;
  }
  if ((int64_t)info.image_width * info.image_height > max_pixels) {
    snprintf(message, IMC_MESSAGE_SIZE, "%u x %u pixels", info.image_width, info.image_height);
    longjmp(block.jump, 1);
  }
  int inks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = inks ? JCS_CMYK : JCS_RGB;
  info.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&info);
  const size_t width = info.output_width, height = info.output_height;
  pixels = malloc(width * height * (size_t)channels);
  row = malloc(width * 4);
  if (!pixels || !row) {
    snprintf(message, IMC_MESSAGE_SIZE, "no memory for %zu x %zu pixels", width, height);
    longjmp(block.jump, 1);
  }
  while (info.output_scanline < info.output_height) {
    uint8_t *target = pixels + (size_t)info.output_scanline * width * (size_t)channels;
    int direct = !inks && channels == 3;
    JSAMPROW rows[1] = {direct ? target : row};
    jpeg_read_scanlines(&info, rows, 1);
    if (!direct) {
      spread_row(row, info.output_components, info.saw_Adobe_marker, target, channels, (int)width);
    }
  }
  jpeg_finish_decompress(&info);
  if (block.damaged) longjmp(block.jump, 1);
  jpeg_destroy_decompress(&info);
  free(row);
  picture->pixels = pixels;
  return 0;
}

int imc_encode_jpeg(
  const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, imc_bytes *out, char *message) {
  struct jpeg_compress_struct info;
  error_block block;
  unsigned char *memory = NULL;
  unsigned long size = 0;
  memset(&info, 0, sizeof info);
  out->bytes = NULL;
  out->count = 0;
  if (width < 1 || height < 1 || width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION) {
    snprintf(message, IMC_MESSAGE_SIZE, "a JPEG of %d x %d pixels", (int)width, (int)height);
    return 1;
  }
  set_up(&block, message);
  info.err = &block.base;
  if (setjmp(block.jump)) {
    // Only a lack of memory gets here. The library may have moved its buffer, so it is left alone.
    jpeg_destroy_compress(&info);
    return 1;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = (JDIMENSION)width;
  info.image_height = (JDIMENSION)height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  info.dct_method = JDCT_ISLOW;
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW rows[1] = {(JSAMPROW)(pixels + (size_t)info.next_scanline * (size_t)width * 3)};
    jpeg_write_scanlines(&info, rows, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  out->bytes = memory;
  out->count = size;
  return 0;
}
