#!/usr/bin/env python3
"""Writes the reference values that the Swift tests compare against.

Two folders are filled:
  Tests/Fixtures/goldens      *.safetensors, float32: weights, inputs, outputs and gradients of small models,
                              computed by torch, torchvision, timm and transformers.
  Tests/Fixtures/checkpoints  *.pth as torch.save writes them, and *.expected.safetensors with what they hold.

Run:  python3 -m venv VENV && VENV/bin/pip install -r scripts/requirements-goldens.txt
      VENV/bin/python scripts/make-goldens.py [--out Tests/Fixtures] [NAME ...]

Every golden draws from its own generator, seeded by SEED and its name: making one alone gives the same bytes as
making all. Only `legacy.pth` differs from run to run, as that format stores memory addresses as storage names.
The versions used stand in each file's metadata, under the key `source` (JSON text).
"""

import argparse
import functools
import json
import math
import os
import pathlib
import struct
import zipfile
import zlib

import numpy
import safetensors
import safetensors.torch
import timm
import torch
import torch.nn.functional as F
import torchvision
import transformers
from timm.layers import PatchEmbed
from timm.models.vision_transformer import Block
from torch import nn

SEED = 20230813
VERSIONS = {
    "torch": torch.__version__.split("+")[0],
    "torchvision": torchvision.__version__.split("+")[0],
    "timm": timm.__version__,
    "transformers": transformers.__version__,
    "safetensors": safetensors.__version__,
    "numpy": numpy.__version__,
}
LayerNorm6 = functools.partial(nn.LayerNorm, eps=1e-6)
IMAGE, PATCH, WIDTH, DEPTH, HEADS = 32, 8, 24, 2, 3
DECODER_WIDTH, DECODER_DEPTH, DECODER_HEADS = 16, 2, 2
GRID = IMAGE // PATCH


# ---------------------------------------------------------------- writing


def save(path, tensors, **facts):
    """Writes tensors, with one metadata entry so that the file's bytes do not hang on a hash map's order."""
    source = json.dumps({"script": "scripts/make-goldens.py", "seed": SEED, **facts, **VERSIONS}, sort_keys=True)
    tensors = {key: value.detach().contiguous().clone() for key, value in tensors.items()}
    safetensors.torch.save_file(tensors, path, metadata={"source": source})
    path.chmod(0o644)
    assert path.stat().st_size < 300_000, path
    print(f"{path.name}: {path.stat().st_size} bytes")
    for key in sorted(tensors):
        print(f"  {key} {list(tensors[key].shape)} {str(tensors[key].dtype).removeprefix('torch.')}")


def generator(name):
    return torch.Generator().manual_seed(SEED ^ zlib.crc32(name.encode()))


def fill(module, g):
    """Draws every parameter: matrices normal with 1/sqrt(fan in), vectors small, norm scales near one."""
    norms = (nn.LayerNorm, nn.BatchNorm2d)
    scales = {id(m.weight) for m in module.modules() if isinstance(m, norms)}
    with torch.no_grad():
        for parameter in module.parameters():
            noise = torch.randn(parameter.shape, generator=g)
            if id(parameter) in scales:
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() < 2:
                parameter.copy_(0.2 * noise)
            else:
                parameter.copy_(noise / math.sqrt(parameter[0].numel()))
    return module


def prefixed(prefix, state):
    return {f"{prefix}.{key}": value for key, value in state.items()}


# ---------------------------------------------------------------- models


def sincos_table(grid, width):
    """[grid*grid, width]: channels [sin x | cos x | sin y | cos y], x = column, y = row, row-major cells."""
    rates = 10000.0 ** (-torch.arange(width // 4, dtype=torch.float64) / (width // 4))
    row, column = torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="ij")
    parts = []
    for axis in (column, row):
        angles = axis.reshape(-1, 1).double() * rates
        parts += [angles.sin(), angles.cos()]
    return torch.cat(parts, dim=1).float()


def with_cls_row(table):
    return torch.cat([torch.zeros(1, table.shape[1]), table])[None]


def resized(table, grid, size=None, scale=None):
    """A [1, grid*grid, width] table, bicubic, to size x size or by the scale factor given."""
    image = table.reshape(1, grid, grid, -1).permute(0, 3, 1, 2)
    if scale is not None:
        image = F.interpolate(image, scale_factor=(scale, scale), mode="bicubic")
    else:
        image = F.interpolate(image, size=(size, size), mode="bicubic")
    return image.permute(0, 2, 3, 1).flatten(1, 2)


class Encoder(nn.Module):
    """A plain ViT encoder whose parameters carry the names of the official MAE files."""

    def __init__(self):
        super().__init__()
        self.patch_embed = PatchEmbed(IMAGE, PATCH, 3, WIDTH)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.pos_embed = nn.Parameter(torch.zeros(1, GRID * GRID + 1, WIDTH), requires_grad=False)
        self.blocks = nn.ModuleList(
            Block(WIDTH, HEADS, 4, qkv_bias=True, norm_layer=LayerNorm6) for _ in range(DEPTH)
        )
        self.norm = LayerNorm6(WIDTH)

    def fixed_positions(self):
        self.pos_embed.data.copy_(with_cls_row(sincos_table(GRID, WIDTH)))
        return self

    def last_block_tokens(self, images, kept=None):
        tokens = self.patch_embed(images) + self.pos_embed[:, 1:]
        if kept is not None:
            tokens = tokens.gather(1, kept[..., None].expand(-1, -1, WIDTH))
        cls = (self.cls_token + self.pos_embed[:, :1]).expand(len(images), -1, -1)
        tokens = torch.cat([cls, tokens], dim=1)
        for block in self.blocks:
            tokens = block(tokens)
        return tokens


class MAE(Encoder):
    """Encoder and decoder, official names; the cross-check of the golden that transformers computes."""

    def __init__(self):
        super().__init__()
        self.decoder_embed = nn.Linear(WIDTH, DECODER_WIDTH)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, DECODER_WIDTH))
        self.decoder_pos_embed = nn.Parameter(
            torch.zeros(1, GRID * GRID + 1, DECODER_WIDTH), requires_grad=False
        )
        self.decoder_blocks = nn.ModuleList(
            Block(DECODER_WIDTH, DECODER_HEADS, 4, qkv_bias=True, norm_layer=LayerNorm6)
            for _ in range(DECODER_DEPTH)
        )
        self.decoder_norm = LayerNorm6(DECODER_WIDTH)
        self.decoder_pred = nn.Linear(DECODER_WIDTH, PATCH * PATCH * 3)

    def fixed_positions(self):
        self.decoder_pos_embed.data.copy_(with_cls_row(sincos_table(GRID, DECODER_WIDTH)))
        return super().fixed_positions()

    def forward(self, images, noise, norm_pix_loss):
        """Returns loss, prediction [N, 16, 192] and mask [N, 16] (1 = hidden)."""
        order = noise.argsort(dim=1)
        restore = order.argsort(dim=1)
        kept = order[:, : int(GRID * GRID * 0.25)]
        mask = torch.ones_like(noise).scatter(1, kept, 0.0)
        tokens = self.decoder_embed(self.norm(self.last_block_tokens(images, kept)))
        hidden = self.mask_token.expand(len(images), GRID * GRID - kept.shape[1], -1)
        cells = torch.cat([tokens[:, 1:], hidden], dim=1)
        cells = cells.gather(1, restore[..., None].expand(-1, -1, DECODER_WIDTH))
        tokens = torch.cat([tokens[:, :1], cells], dim=1) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            tokens = block(tokens)
        prediction = self.decoder_pred(self.decoder_norm(tokens))[:, 1:]
        target = images.reshape(-1, 3, GRID, PATCH, GRID, PATCH).permute(0, 2, 4, 3, 5, 1)
        target = target.reshape(len(images), GRID * GRID, -1)
        if norm_pix_loss:
            variance, mean = torch.var_mean(target, dim=-1, keepdim=True)
            target = (target - mean) / (variance + 1e-6).sqrt()
        loss = (((prediction - target) ** 2).mean(-1) * mask).sum() / mask.sum()
        return loss, prediction, mask


def transformers_names(key):
    """The names in transformers' ViTMAEForPreTraining of one official key: three for qkv (split by rows).

    These are the names of version 5; version 4 has other ones, and `load_state_dict` would refuse these.
    """
    top = {
        "cls_token": "vit.embeddings.cls_token",
        "pos_embed": "vit.embeddings.position_embeddings",
        "patch_embed.proj": "vit.embeddings.patch_embeddings.projection",
        "norm": "vit.layernorm",
    }
    inner = {
        "norm1": "layernorm_before",
        "norm2": "layernorm_after",
        "attn.proj": "attention.o_proj",
        "mlp.fc1": "mlp.fc1",
        "mlp.fc2": "mlp.fc2",
    }
    stem, _, leaf = key.rpartition(".")
    if key in top:
        return [top[key]]
    if stem in top:
        return [f"{top[stem]}.{leaf}"]
    if stem.startswith(("blocks.", "decoder_blocks.")):
        kind, index, part = stem.split(".", 2)
        layer = f"vit.layers.{index}" if kind == "blocks" else f"decoder.decoder_layers.{index}"
        if part == "attn.qkv":
            return [f"{layer}.attention.{name}_proj.{leaf}" for name in "qkv"]
        return [f"{layer}.{inner[part]}.{leaf}"]
    return [f"decoder.{key}"]


# ---------------------------------------------------------------- goldens


def vit_encoder(out):
    g = generator("vit_encoder")
    model = fill(Encoder(), g).fixed_positions().eval()
    images = torch.randn(2, 3, IMAGE, IMAGE, generator=g)
    last = model.last_block_tokens(images)
    table = sincos_table(GRID, WIDTH)
    save(
        out / "vit_encoder.safetensors",
        {
            **prefixed("weights", model.state_dict()),
            "input.images": images,
            "output.last_block_tokens": last,
            "output.tokens": model.norm(last),
            "pos_embed.sincos_4x4": table,
            "pos_embed.resized_6x6_reference": resized(table[None], GRID, scale=(6 + 0.1) / GRID)[0],
            "pos_embed.resized_6x6_size": resized(table[None], GRID, size=6)[0],
        },
        heads=HEADS,
    )


def tiny_mae():
    """The model, images and noise behind mae.safetensors and mae_tiny.pth."""
    g = generator("mae")
    model = fill(MAE(), g).fixed_positions().eval()
    return model, torch.randn(2, 3, IMAGE, IMAGE, generator=g), torch.rand(2, GRID * GRID, generator=g)


def mae(out):
    model, images, noise = tiny_mae()
    config = transformers.ViTMAEConfig(
        hidden_size=WIDTH, num_hidden_layers=DEPTH, num_attention_heads=HEADS, intermediate_size=4 * WIDTH,
        hidden_act="gelu", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, layer_norm_eps=1e-6,
        image_size=IMAGE, patch_size=PATCH, qkv_bias=True, mask_ratio=0.75, norm_pix_loss=True,
        decoder_hidden_size=DECODER_WIDTH, decoder_num_hidden_layers=DECODER_DEPTH,
        decoder_num_attention_heads=DECODER_HEADS, decoder_intermediate_size=4 * DECODER_WIDTH,
    )
    other = transformers.ViTMAEForPreTraining(config).eval()
    mapped = {}
    for key, value in model.state_dict().items():
        names = transformers_names(key)
        mapped.update(zip(names, value.chunk(len(names))))
    other.load_state_dict(mapped, strict=True)
    result = other(pixel_values=images, noise=noise)
    result.loss.backward()
    config.norm_pix_loss = False
    plain = other(pixel_values=images, noise=noise).loss

    watched = ["patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "mask_token", "decoder_pred.weight"]
    theirs = dict(other.named_parameters())
    gradients = {key: torch.cat([theirs[name].grad for name in transformers_names(key)]) for key in watched}

    loss, prediction, mask = model(images, noise, norm_pix_loss=True)
    loss.backward()
    close = functools.partial(torch.testing.assert_close, rtol=1e-4, atol=1e-6)
    close(loss, result.loss)
    close(model(images, noise, norm_pix_loss=False)[0], plain)
    close(prediction, result.logits, atol=1e-5)
    assert torch.equal(mask, result.mask)
    own = dict(model.named_parameters())
    for key in watched:
        close(own[key].grad, gradients[key], atol=1e-5)

    save(
        out / "mae.safetensors",
        {
            **prefixed("weights", model.state_dict()),
            "input.images": images,
            "input.noise": noise,
            "output.loss": result.loss,
            "output.loss_plain": plain,
            "output.pred": result.logits,
            "output.mask": result.mask,
            **prefixed("grad", gradients),
        },
        heads=HEADS, decoder_heads=DECODER_HEADS, mask_ratio=0.75,
    )


def roi_align(out):
    g = generator("roi_align")
    features = torch.randn(2, 4, 8, 10, generator=g)  # stride 8: pictures of 80 x 64 pixels
    boxes = torch.tensor([
        [0, 8.0, 8.0, 40.0, 40.0],  # on cell borders
        [0, 3.3, 5.7, 61.9, 47.2],  # anywhere
        [1, 0.0, 0.0, 80.0, 64.0],  # the whole picture
        [1, 60.0, 50.0, 80.0, 64.0],  # the far corner
        [0, -20.0, -12.0, 30.0, 25.0],  # partly outside, near side
        [1, 70.0, 55.0, 120.0, 90.0],  # partly outside, far side
        [0, 200.0, 200.0, 260.0, 250.0],  # wholly outside
        [1, 33.1, 21.2, 34.3, 22.9],  # smaller than a cell
        [0, 17.0, 19.0, 17.0, 42.0],  # no width
        [1, 0.0, 30.0, 80.0, 33.0],  # flat
    ])
    tensors = {"features": features, "boxes": boxes}
    for size in (3, 7):
        for name, ratio in (("adaptive", 0), ("sampling2", 2)):
            leaf = features.clone().requires_grad_()
            pooled = torchvision.ops.roi_align(leaf, boxes, size, 0.125, ratio, aligned=True)
            weight = torch.randn(pooled.shape, generator=g)
            pooled.backward(weight)
            key = f"{size}.{name}"
            tensors[f"pooled.{key}"] = pooled
            tensors[f"grad_output.{key}"] = weight
            tensors[f"grad_features.{key}"] = leaf.grad
    save(out / "roi_align.safetensors", tensors, spatial_scale=0.125, aligned=True)


def random_boxes(g, count, extent, low, high):
    corner = torch.rand(count, 2, generator=g) * extent
    size = low + torch.rand(count, 2, generator=g) * (high - low)
    return torch.cat([corner, corner + size], dim=1)


def nms(out):
    g = generator("nms")
    boxes = (random_boxes(g, 60, 60, 8, 40) * 4).round() / 4
    boxes[50:55] = boxes[0:5]  # exact copies
    scores = (torch.rand(60, generator=g) * 20).floor() / 20  # 20 values over 60 boxes: many ties
    groups = torch.randint(0, 3, (60,), generator=g)
    thresholds = (0.3, 0.5, 0.7)
    iou = torchvision.ops.box_iou(boxes.double(), boxes.double())
    for threshold in thresholds:  # no pair may hang on the last digit of a division
        assert (iou - threshold).abs().min() > 1e-5
    tensors = {"boxes": boxes, "scores": scores, "groups": groups}
    for threshold in thresholds:
        tensors[f"keep.{threshold}"] = torchvision.ops.nms(boxes, scores, threshold)
        tensors[f"keep_grouped.{threshold}"] = torchvision.ops.batched_nms(boxes, scores, groups, threshold)
    save(out / "nms.safetensors", {key: value.float() for key, value in tensors.items()}, ties="lower index first")


def box_coder(out):
    g = generator("box_coder")
    coder = torchvision.models.detection._utils.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0))
    proposals = random_boxes(g, 16, 80, 4, 60)
    targets = random_boxes(g, 16, 80, 4, 60)
    deltas = torch.randn(16, 4, generator=g) * 2
    deltas[0] = torch.tensor([0.0, 0.0, 100.0, 3.0])  # beyond the clamp: 100 / 5 > log(1000 / 16)
    deltas[1] = torch.tensor([1.0, -1.0, 2.0, 21.0])
    deltas[2] = torch.tensor([0.0, 0.0, -100.0, -30.0])  # torchvision clamps from above only
    save(
        out / "box_coder.safetensors",
        {
            "proposals": proposals,
            "targets": targets,
            "encoded": coder.encode_single(targets, proposals),
            "deltas": deltas,
            "decoded": coder.decode_single(deltas, proposals),
        },
        weights=[10, 10, 5, 5], clamp="log(1000/16), upper side only",
    )


def giou(out):
    g = generator("giou")
    boxes = random_boxes(g, 16, 40, 4, 40)
    targets = random_boxes(g, 16, 40, 4, 40)
    boxes[0] = targets[0]  # equal
    boxes[1] = torch.tensor([0.0, 0.0, 5.0, 5.0])  # apart
    targets[1] = torch.tensor([50.0, 60.0, 70.0, 65.0])
    boxes[2] = torch.tensor([10.0, 10.0, 20.0, 20.0])  # inside
    targets[2] = torch.tensor([5.0, 6.0, 30.0, 33.0])
    boxes.requires_grad_()
    loss = torchvision.ops.generalized_box_iou_loss(boxes, targets, reduction="none", eps=1e-7)
    loss.sum().backward()
    save(
        out / "giou.safetensors",
        {"boxes": boxes, "targets": targets, "loss": loss, "grad.boxes": boxes.grad},
        eps=1e-7,
    )


class DecoderHead(nn.Module):
    """imTED's box head: the MAE decoder over the 49 cells of a RoI, their mean, and two linear layers."""

    def __init__(self):
        super().__init__()
        self.norm = LayerNorm6(WIDTH)
        self.decoder_embed = nn.Linear(WIDTH, DECODER_WIDTH)
        self.decoder_pos_embed = nn.Parameter(
            with_cls_row(sincos_table(GRID, DECODER_WIDTH)), requires_grad=False
        )
        self.decoder_blocks = nn.ModuleList(
            Block(DECODER_WIDTH, DECODER_HEADS, 4, qkv_bias=True, norm_layer=LayerNorm6)
            for _ in range(DECODER_DEPTH)
        )
        self.decoder_box_norm = LayerNorm6(DECODER_WIDTH)
        self.fc_cls = nn.Linear(DECODER_WIDTH, 6)
        self.fc_reg = nn.Linear(DECODER_WIDTH, 20)

    def positions(self):
        return resized(self.decoder_pos_embed[:, 1:], GRID, scale=(7 + 0.1) / GRID)

    def forward(self, maps):
        tokens = self.decoder_embed(self.norm(maps.flatten(2).transpose(1, 2))) + self.positions()
        for block in self.decoder_blocks:
            tokens = block(tokens)
        pooled = self.decoder_box_norm(tokens.mean(dim=1))
        return pooled, self.fc_cls(pooled), self.fc_reg(pooled)


def decoder_head(out):
    g = generator("decoder_head")
    model = fill(DecoderHead(), g).eval()
    model.decoder_pos_embed.data.copy_(with_cls_row(sincos_table(GRID, DECODER_WIDTH)))
    maps = torch.randn(3, WIDTH, 7, 7, generator=g).requires_grad_()
    pooled, logits, deltas = model(maps)
    for_logits = torch.randn(logits.shape, generator=g)
    for_deltas = torch.randn(deltas.shape, generator=g)
    ((logits * for_logits).sum() + (deltas * for_deltas).sum()).backward()
    save(
        out / "decoder_head.safetensors",
        {
            **prefixed("weights", model.state_dict()),
            "input.roi_maps": maps,
            "output.positions": model.positions(),
            "output.pooled": pooled,
            "output.fc_cls": logits,
            "output.fc_reg": deltas,
            "grad_output.fc_cls": for_logits,
            "grad_output.fc_reg": for_deltas,
            "grad.roi_maps": maps.grad,
        },
        heads=DECODER_HEADS, layer_norm_eps=1e-6, resize="bicubic, scale_factor 7.1/4",
    )


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of each pixel of an [N, C, H, W] map."""

    def forward(self, maps):
        return super().forward(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNorm(nn.Module):
    """A convolution without bias (`conv`), then a channel norm (`norm`, eps 1e-5)."""

    def __init__(self, width, channels, kernel):
        super().__init__()
        self.conv = nn.Conv2d(width, channels, kernel, padding=kernel // 2, bias=False)
        self.norm = ChannelNorm(channels)

    def forward(self, maps):
        return self.norm(self.conv(maps))


class Pyramid(nn.Module):
    """Keys: backbone.fpn1.{0,1,3}, backbone.fpn2.0, neck.lateral_convs.i and neck.fpn_convs.i .{conv,norm}."""

    def __init__(self, channels):
        super().__init__()
        up = functools.partial(nn.ConvTranspose2d, WIDTH, WIDTH, 2, 2)
        self.backbone = nn.ModuleDict({
            "fpn1": nn.Sequential(up(), nn.BatchNorm2d(WIDTH), nn.GELU(), up()),
            "fpn2": nn.Sequential(up()),
            "fpn3": nn.Identity(),
            "fpn4": nn.MaxPool2d(2, 2),
        })
        self.neck = nn.ModuleDict({
            "lateral_convs": nn.ModuleList(ConvNorm(WIDTH, channels, 1) for _ in range(4)),
            "fpn_convs": nn.ModuleList(ConvNorm(channels, channels, 3) for _ in range(4)),
        })

    def forward(self, maps):
        scaled = [self.backbone[f"fpn{level}"](maps) for level in (1, 2, 3, 4)]
        laterals = [conv(level) for conv, level in zip(self.neck["lateral_convs"], scaled)]
        levels = [conv(level) for conv, level in zip(self.neck["fpn_convs"], laterals)]
        return levels + [F.max_pool2d(levels[-1], 1, stride=2)]


def simple_fpn(out):
    g = generator("simple_fpn")
    model = fill(Pyramid(8), g).train()
    before = {key: value.clone() for key, value in model.state_dict().items() if value.is_floating_point()}
    maps = torch.randn(2, WIDTH, 6, 6, generator=g).requires_grad_()
    levels = model(maps)
    weights = [torch.randn(level.shape, generator=g) for level in levels]
    sum((level * weight).sum() for level, weight in zip(levels, weights)).backward()
    after = {key: value for key, value in model.state_dict().items() if key.endswith(("_mean", "_var"))}
    save(
        out / "simple_fpn.safetensors",
        {
            **prefixed("weights", before),
            "input.map": maps,
            **{f"output.{index}": level for index, level in enumerate(levels)},
            **{f"grad_output.{index}": weight for index, weight in enumerate(weights)},
            "grad.map": maps.grad,
            "grad.backbone.fpn1.0.weight": model.backbone["fpn1"][0].weight.grad,
            **prefixed("after", after),
        },
        batch_norm="train mode, momentum 0.1, eps 1e-5", channel_norm_eps=1e-5,
    )


def optimizer(out):
    g = generator("optimizer")
    start = torch.randn(4, 5, generator=g)
    gradients = [torch.randn(4, 5, generator=g) for _ in range(3)]
    tensors = {"start": start, **{f"gradient.{step}": value for step, value in enumerate(gradients, 1)}}
    for name, decay in (("decayed", 0.05), ("undecayed", 0.0)):
        parameter = nn.Parameter(start.clone())
        adamw = torch.optim.AdamW([parameter], lr=1e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=decay)
        for step, gradient in enumerate(gradients, 1):
            parameter.grad = gradient.clone()
            adamw.step()
            tensors[f"{name}.{step}"] = parameter.detach().clone()
        tensors[f"{name}.exp_avg"] = adamw.state[parameter]["exp_avg"]
        tensors[f"{name}.exp_avg_sq"] = adamw.state[parameter]["exp_avg_sq"]
    save(out / "optimizer.safetensors", tensors, lr=1e-3, betas=[0.9, 0.95], eps=1e-8, weight_decay=0.05)


# ---------------------------------------------------------------- checkpoint files


class Attack:
    """Pickles to a call of os.system. This script only ever writes it."""

    def __reduce__(self):
        return os.system, ("echo executed > PICKLE_WAS_EXECUTED",)


def write_zip64(source, target):
    """Copies a zip of stored entries, giving sizes and offsets by zip64 fields alone, as files over 4 GiB do."""
    body, directory = bytearray(), bytearray()
    with zipfile.ZipFile(source) as archive:
        entries = [(entry.filename.encode(), archive.read(entry)) for entry in archive.infolist()]
    for name, data in entries:
        start, check = len(body), zlib.crc32(data)
        extra = struct.pack("<HHQQ", 1, 16, len(data), len(data))
        body += struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0, check, 0xFFFFFFFF, 0xFFFFFFFF,
                            len(name), len(extra)) + name + extra + data
        extra = struct.pack("<HHQQQ", 1, 24, len(data), len(data), start)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0, check, 0xFFFFFFFF,
                                 0xFFFFFFFF, len(name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF) + name + extra
    start, end, count = len(body), len(body) + len(directory), len(entries)
    tail = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(directory), start)
    tail += struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    tail += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    target.write_bytes(bytes(body + directory + tail))


def checkpoints(out):
    out.mkdir(parents=True, exist_ok=True)
    g = generator("checkpoints")
    weights = tiny_mae()[0].state_dict()
    trained = [nn.Parameter(weights[key].clone()) for key in ("cls_token", "mask_token")]
    adamw = torch.optim.AdamW(trained, lr=1e-3)
    for parameter in trained:
        parameter.grad = torch.randn(parameter.shape, generator=g)
    adamw.step()
    arguments = argparse.Namespace(
        batch_size=64, mask_ratio=0.75, norm_pix_loss=True, output_dir=pathlib.PurePosixPath("somewhere"), lr=None
    )
    torch.save(
        {"model": weights, "optimizer": adamw.state_dict(), "epoch": 3, "scaler": {"scale": 65536.0}, "args": arguments},
        out / "mae_tiny.pth",
    )

    few = {key: weights[key] for key in ("cls_token", "mask_token", "norm.weight", "blocks.0.attn.proj.weight")}
    few["blocks.0.attn.proj.weight.transposed"] = few["blocks.0.attn.proj.weight"].t()
    torch.save({"model": few, "epoch": 3, "args": arguments}, out / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"model": few, "epoch": 3, "args": arguments}, out / "zip.pth")
    torch.save(few, out / "bare.pth")  # no enclosing dictionary: the weights are the root
    save(out / "few.expected.safetensors", few)
    write_zip64(out / "zip.pth", out / "zip64.pth")
    with zipfile.ZipFile(out / "zip.pth") as stored, zipfile.ZipFile(out / "deflated.pth", "w") as target:
        for entry in stored.infolist():
            packed = zipfile.ZipInfo(entry.filename)
            packed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(packed, stored.read(entry))

    values = torch.randn(5, 7, generator=g) * 10
    kinds = {
        "float16": values.half(), "bfloat16": values.bfloat16(), "float32": values, "float64": values.double(),
        "int8": values.to(torch.int8), "uint8": values.abs().to(torch.uint8), "int16": values.to(torch.int16),
        "int32": values.to(torch.int32), "int64": values.to(torch.int64), "bool": values > 0,
    }
    special = torch.tensor([0.0, -0.0, math.inf, -math.inf, math.nan, 6e-8, -6e-8, 65504.0, 1e-40, 6.1e-5])
    kinds["float16.special"], kinds["bfloat16.special"] = special.half(), special.bfloat16()
    torch.save({"model": kinds}, out / "dtypes.pth")
    save(out / "dtypes.expected.safetensors", kinds)
    save(out / "dtypes.float32.safetensors", {key: value.float() for key, value in kinds.items()})

    base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
    views = {
        "base": base, "transposed": base.permute(2, 0, 1), "rows": base[1:, 2], "stepped": base[:, ::2, 1::2],
        "expanded": base[0, 0, :1].expand(3, 4), "scalar": base[2, 3, 4], "empty": base[:, :0],
        "parameter": nn.Parameter(base[1]), "buffer": torch.full((2,), 7.0),
    }
    torch.save({"model": views}, out / "views.pth")
    save(out / "views.expected.safetensors", views)

    torch.save({"model": {"w": torch.ones(2), "x": Attack()}}, out / "attack_inside.pth")
    torch.save({"model": {"w": torch.ones(2)}, "args": Attack()}, out / "attack_outside.pth")
    for path in sorted(out.glob("*.pth")):
        assert path.stat().st_size < 300_000, path
        print(f"{path.name}: {path.stat().st_size} bytes")


GOLDENS = {
    function.__name__: function
    for function in (
        vit_encoder, mae, roi_align, nms, box_coder, giou, decoder_head, simple_fpn, optimizer, checkpoints,
    )
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "Tests/Fixtures")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(GOLDENS)}; all when none is given")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in GOLDENS]
    if unknown:
        parser.error(f"no golden is named {', '.join(unknown)}; known are {', '.join(GOLDENS)}")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    print(json.dumps(VERSIONS))
    goldens = arguments.out / "goldens"
    goldens.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or GOLDENS:
        GOLDENS[name](arguments.out / "checkpoints" if name == "checkpoints" else goldens)


if __name__ == "__main__":
    main()
