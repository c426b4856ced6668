#!/usr/bin/env python3
"""Writes what ViTDet's parts are compared against: Tests/Fixtures/goldens/vitdet_encoder.safetensors (attention within
windows and over the whole map, with relative positions) and vitdet_detector.safetensors (pyramid, proposals, head).

Run:  VENV/bin/python scripts/make-vitdet-goldens.py [--out Tests/Fixtures]   (VENV as in make-goldens.py)

Everything is plain torch, written from the architecture's description (Li et al. 2022): windows are cut by slicing, one
at a time, and relative positions are looked up for each pair of cells.
"""

import argparse
import json
import math
import pathlib

import safetensors.torch
import torch
import torch.nn.functional as F
from torch import nn

SEED = 20230813
WIDTH, DEPTH, HEADS, GRID, PATCH = 24, 2, 3, 4, 8
WINDOW, GLOBAL_GRID = 3, 4
CHANNELS, ROI, FC, ANCHORS = 8, 7, 12, 3


def fill(module, g):
    """Draws every parameter: matrices normal with 1/sqrt(fan in), vectors small, norm scales near one."""
    scales = {id(m.weight) for m in module.modules() if isinstance(m, nn.LayerNorm)}
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            noise = torch.randn(parameter.shape, generator=g)
            if id(parameter) in scales:
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() < 2:
                parameter.copy_(0.2 * noise)
            elif "rel_pos" in name or name == "pos_embed":
                parameter.copy_(0.5 * noise)
            else:
                parameter.copy_(noise / math.sqrt(parameter[0].numel()))
    return module


def at_distances(table, length):
    """[length, length, d]: row i, column j holds the vector of distance i - j, from a table resized to 2 length - 1."""
    count = 2 * length - 1
    if len(table) != count:
        table = F.interpolate(table.T[None], size=count, mode="linear", align_corners=False)[0].T
    return torch.stack([torch.stack([table[i - j + length - 1] for j in range(length)]) for i in range(length)])


class Attention(nn.Module):
    """Over all cells of [rows, columns, width] maps, one map at a time."""

    def __init__(self, side):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.proj = nn.Linear(WIDTH, WIDTH)
        self.rel_pos_h = nn.Parameter(torch.zeros(2 * side - 1, WIDTH // HEADS))
        self.rel_pos_w = nn.Parameter(torch.zeros(2 * side - 1, WIDTH // HEADS))

    def forward(self, cells):
        rows, columns, _ = cells.shape
        down, across = at_distances(self.rel_pos_h, rows), at_distances(self.rel_pos_w, columns)
        places = [(row, column) for row in range(rows) for column in range(columns)]
        query, key, value = self.qkv(cells.reshape(-1, WIDTH)).chunk(3, dim=1)
        width, heads = WIDTH // HEADS, []
        for head in range(HEADS):
            part = slice(head * width, (head + 1) * width)
            q, k, v = query[:, part], key[:, part], value[:, part]
            positions = torch.stack([
                torch.stack([q[a] @ (down[y, i] + across[x, j]) for i, j in places])
                for a, (y, x) in enumerate(places)
            ])
            heads.append((q @ k.T / math.sqrt(width) + positions).softmax(dim=1) @ v)
        return self.proj(torch.cat(heads, dim=1)).reshape(rows, columns, WIDTH)


class Block(nn.Module):
    """Pre-norm; in windows of `window` cells a side, the last ones filled up with zeros, or over the whole map."""

    def __init__(self, window):
        super().__init__()
        self.window = window
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.attn = Attention(window or GLOBAL_GRID)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.mlp = nn.Module()
        self.mlp.fc1 = nn.Linear(WIDTH, 4 * WIDTH)
        self.mlp.fc2 = nn.Linear(4 * WIDTH, WIDTH)

    def attended(self, cells):
        if self.window is None:
            return self.attn(cells)
        rows, columns, side = *cells.shape[:2], self.window
        bands = []
        for top in range(0, rows, side):
            band = []
            for left in range(0, columns, side):
                cut = cells[top:top + side, left:left + side]
                height, width, _ = cut.shape
                full = torch.zeros(side, side, WIDTH)
                full[:height, :width] = cut
                band.append(self.attn(full)[:height, :width])
            bands.append(torch.cat(band, dim=1))
        return torch.cat(bands, dim=0)

    def forward(self, maps):
        maps = maps + torch.stack([self.attended(cells) for cells in self.norm1(maps)])
        return maps + self.mlp.fc2(F.gelu(self.mlp.fc1(self.norm2(maps))))


class Encoder(nn.Module):
    """Patches, positions resized by the grids' sizes, blocks; the first position, a class token's, is not used."""

    def __init__(self):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + GRID * GRID, WIDTH))
        self.patch_embed = nn.Module()
        self.patch_embed.proj = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.blocks = nn.ModuleList([Block(WINDOW), Block(None)])

    def forward(self, images):
        maps = self.patch_embed.proj(images)
        positions = self.pos_embed[:, 1:].reshape(1, GRID, GRID, WIDTH).permute(0, 3, 1, 2)
        maps = (maps + F.interpolate(positions, size=maps.shape[2:], mode="bicubic")).permute(0, 2, 3, 1)
        for block in self.blocks:
            maps = block(maps)
        return maps.permute(0, 3, 1, 2)


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of each cell of an [N, C, H, W] map, eps 1e-6."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-6)

    def forward(self, maps):
        return super().forward(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def normed(width, kernel, name="norm"):
    conv = nn.Conv2d(width, CHANNELS, kernel, padding=kernel // 2, bias=False)
    return nn.ModuleDict({"conv": conv, name: ChannelNorm(CHANNELS)})


class Detector(nn.Module):
    """Pyramid, proposal network and region head, with our names."""

    def __init__(self):
        super().__init__()
        half, quarter = WIDTH // 2, WIDTH // 4
        fpn1 = [nn.ConvTranspose2d(WIDTH, half, 2, 2), ChannelNorm(half), nn.GELU(), nn.ConvTranspose2d(half, quarter, 2, 2)]
        self.backbone = nn.ModuleDict({
            "fpn1": nn.Sequential(*fpn1), "fpn2": nn.Sequential(nn.ConvTranspose2d(WIDTH, half, 2, 2)),
        })
        self.neck = nn.ModuleDict({
            "lateral_convs": nn.ModuleList(normed(width, 1) for width in (quarter, half, WIDTH, WIDTH)),
            "fpn_convs": nn.ModuleList(normed(CHANNELS, 3) for _ in range(4)),
        })
        shared = [nn.ModuleDict({"conv": nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)}) for _ in range(2)]
        self.rpn_head = nn.ModuleDict({
            "rpn_conv": nn.ModuleList(shared), "rpn_cls": nn.Conv2d(CHANNELS, ANCHORS, 1),
            "rpn_reg": nn.Conv2d(CHANNELS, 4 * ANCHORS, 1),
        })
        self.roi_head = nn.ModuleDict({"bbox_head": nn.ModuleDict({
            "shared_convs": nn.ModuleList(normed(CHANNELS, 3, "ln") for _ in range(4)),
            "shared_fcs": nn.ModuleList([nn.Linear(CHANNELS * ROI * ROI, FC)]),
        })})

    def pyramid(self, maps):
        scaled = [self.backbone["fpn1"](maps), self.backbone["fpn2"](maps), maps, F.max_pool2d(maps, 2, 2)]
        levels = []
        for level, lateral, output in zip(scaled, self.neck["lateral_convs"], self.neck["fpn_convs"]):
            for layer in (lateral, output):
                level = layer["norm"](layer["conv"](level))
            levels.append(level)
        return levels + [F.max_pool2d(levels[-1], 1, stride=2)]

    def proposals(self, level):
        for layer in self.rpn_head["rpn_conv"]:
            level = F.relu(layer["conv"](level))
        logits, deltas = self.rpn_head["rpn_cls"](level), self.rpn_head["rpn_reg"](level)
        return logits.permute(0, 2, 3, 1).flatten(1), deltas.permute(0, 2, 3, 1).reshape(len(level), -1, 4)

    def vectors(self, regions):
        head = self.roi_head["bbox_head"]
        for layer in head["shared_convs"]:
            regions = F.relu(layer["ln"](layer["conv"](regions)))
        return F.relu(head["shared_fcs"][0](regions.flatten(1)))


def encoder(g):
    model = fill(Encoder(), g)
    images = torch.randn(2, 3, 5 * PATCH, 7 * PATCH, generator=g)
    output = model(images)
    cotangent = torch.randn(output.shape, generator=g)
    output.backward(cotangent)
    graded = ["pos_embed", "blocks.0.attn.qkv.weight"]
    graded += [f"blocks.{block}.attn.rel_pos_{axis}" for block in range(DEPTH) for axis in "hw"]
    return {
        **{f"weights.{key}": value for key, value in model.state_dict().items()},
        "input.images": images, "output.map": output, "grad_output.map": cotangent,
        **{f"grad.{key}": model.get_parameter(key).grad for key in graded},
    }


def detector(g):
    model = fill(Detector(), g)
    maps = torch.randn(1, WIDTH, 4, 6, generator=g).requires_grad_()
    levels = model.pyramid(maps)
    cotangents = [torch.randn(level.shape, generator=g) for level in levels]
    sum((level * cotangent).sum() for level, cotangent in zip(levels, cotangents)).backward()
    logits, deltas = model.proposals(levels[2])
    regions = torch.randn(3, CHANNELS, ROI, ROI, generator=g)
    return {
        **{f"weights.{key}": value for key, value in model.state_dict().items()},
        "input.map": maps, **{f"output.{index}": level for index, level in enumerate(levels)},
        **{f"grad_output.{index}": value for index, value in enumerate(cotangents)},
        "grad.map": maps.grad, "grad.backbone.fpn1.0.weight": model.backbone["fpn1"][0].weight.grad,
        "output.logits": logits, "output.deltas": deltas,
        "input.regions": regions, "output.vectors": model.vectors(regions),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "Tests/Fixtures")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name, make in (("encoder", encoder), ("detector", detector)):
        tensors = make(torch.Generator().manual_seed(SEED))
        tensors = {key: value.detach().contiguous().clone() for key, value in tensors.items()}
        source = json.dumps(
            {
                "script": "scripts/make-vitdet-goldens.py", "seed": SEED, "torch": torch.__version__.split("+")[0],
                "window": WINDOW, "global_grid": GLOBAL_GRID,
            },
            sort_keys=True)
        path = arguments.out / f"goldens/vitdet_{name}.safetensors"
        safetensors.torch.save_file(tensors, path, metadata={"source": source})
        path.chmod(0o644)
        assert path.stat().st_size < 200_000, path
        print(f"{path.name}: {path.stat().st_size} bytes, {len(tensors)} tensors")


if __name__ == "__main__":
    main()
