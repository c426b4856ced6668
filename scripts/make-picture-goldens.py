#!/usr/bin/env python3
"""Draws small pictures and writes, beside them, what Pillow decodes and resizes them to.

    pip install pillow==13.0.0 numpy
    scripts/make-picture-goldens.py Tests/Fixtures/pictures

An `.rgb` file is the raw bytes of rows of red, green and blue.
"""
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 40, 30


def drawing() -> np.ndarray:
    """Ramps, a hard-edged disc and some noise: something for every part of a codec to get wrong."""
    random = np.random.RandomState(7)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    picture = np.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x * y) % 256], axis=-1).astype(np.uint8)
    picture[(x - 14) ** 2 + (y - 12) ** 2 < 60] = [230, 40, 20]
    picture[20:28, 24:38] = random.randint(0, 256, (8, 14, 3))
    return picture


def over_white(rgba: np.ndarray) -> np.ndarray:
    color, alpha = rgba[..., :3].astype(int), rgba[..., 3:].astype(int)
    return ((color * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def interlaced_png(picture: np.ndarray) -> bytes:
    """Pillow writes no interlaced files; this one has Adam7's seven passes, unfiltered."""
    raw = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for row in picture[y0::dy, x0::dx]:
            raw += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", picture.shape[1], picture.shape[0], 8, 2, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    picture = drawing()
    image = Image.fromarray(picture)
    alpha = np.fromfunction(lambda y, x: (x * 13 + y * 5) % 256, (HEIGHT, WIDTH)).astype(np.uint8)
    rgba = np.dstack([picture, alpha])
    grey16 = (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 54).astype(np.uint16)
    files = {
        "rgb.png": image, "grey.png": image.convert("L"), "palette.png": image.quantize(64),
        "rgba.png": Image.fromarray(rgba), "grey-16-bits.png": Image.fromarray(grey16),
    }
    for name, content in files.items():
        content.save(folder / name, optimize=True)
    (folder / "interlaced.png").write_bytes(interlaced_png(picture))
    image.save(folder / "444.jpg", quality=90, subsampling=0)
    image.save(folder / "420.jpg", quality=85, subsampling=2)
    image.save(folder / "progressive.jpg", quality=85, progressive=True)
    image.convert("L").save(folder / "grey.jpg", quality=85)
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    expected = {path.name: np.asarray(Image.open(path).convert("RGB")) for path in sorted(folder.glob("*.[jp][pn]g"))}
    expected["rgba.png"] = over_white(rgba)
    expected["grey-16-bits.png"] = np.repeat((grey16 >> 8).astype(np.uint8)[..., None], 3, axis=-1)
    for name, pixels in expected.items():
        (folder / f"{name}.rgb").write_bytes(np.ascontiguousarray(pixels).tobytes())
    filters = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    for name, kind in filters.items():
        for width, height in [(17, 23), (64, 50), (40, 9), (1, 1), (3, 90)]:
            resized = image.resize((width, height), kind)
            (folder / f"resized-{name}-{width}x{height}.rgb").write_bytes(resized.tobytes())
        part = image.crop((5, 3, 31, 22)).resize((16, 16), kind)
        (folder / f"resized-{name}-part.rgb").write_bytes(part.tobytes())
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    (folder / "huge-header.bin").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
