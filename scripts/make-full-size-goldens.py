#!/usr/bin/env python3
"""Writes what models of full size (ViT-S, ViT-B, ViT-L) answer, without their weights.

Both sides fill every parameter from torch's own seeded generator by the parameter's name, so that only a few hundred
numbers of each answer are stored: Tests/Fixtures/goldens/full_size_*.safetensors. Encoder and MAE are transformers'
ViTMAE; the parts of the detector are plain torch and torchvision, written from the architecture's description.

Run:  VENV/bin/python scripts/make-full-size-goldens.py   (VENV as in scripts/make-goldens.py; about 3 GB of memory)
"""

import functools
import json
import math
import pathlib

import safetensors.torch
import torch
import torch.nn.functional as F
import torchvision
import transformers
from timm.models.vision_transformer import Block
from torch import nn

SEED = 20230813
OUT = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/goldens"
MASK64 = (1 << 64) - 1
PRESETS = {
    # name: width, depth, heads, decoder width, depth, heads
    "vit_s": (384, 12, 6, 256, 4, 8),
    "vit_b": (768, 12, 12, 512, 8, 16),
    "vit_l": (1024, 24, 16, 512, 8, 16),
}
CHANNELS, CLASSES, GRID, PATCH = 256, 80, 14, 16


# ---------------------------------------------------------------- values by name


def stream_seed(name):
    """The seed of a named stream: FNV-1a over the name, mixed by SplitMix64's finaliser."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK64
    z = ((SEED + 0x9E3779B97F4A7C15) & MASK64) ^ value
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
    return z ^ (z >> 31)


def noise(name, shape):
    """Numbers of mean 0 and variance 1 from the name's own stream."""
    uniform = torch.rand(shape, generator=torch.Generator().manual_seed(stream_seed(name)))
    return (uniform * 2 - 1) * math.sqrt(3)


def value(name, shape):
    """A parameter's values: scales of norms near 1, other vectors small, the rest with deviation 1 / sqrt(fan in)."""
    drawn = noise(name, shape)
    if len(shape) > 1:
        return drawn / math.sqrt(math.prod(shape[1:]))
    return 1 + 0.2 * drawn if name.endswith(".weight") else 0.2 * drawn


def filled(module, rename=lambda key: key):
    """Gives every parameter the values of its name, positions left out."""
    with torch.no_grad():
        for key, parameter in module.named_parameters():
            if not key.endswith("pos_embed"):
                parameter.copy_(value(rename(key), list(parameter.shape)))
    return module.eval()


def sampled(tensor, count=256):
    """Every n-th number of a tensor."""
    flat = tensor.detach().reshape(-1)
    return flat[:: max(1, flat.numel() // count)].clone()


def sincos(width):
    """[1, 1 + 196, width]: a row of zeros, then sin x | cos x | sin y | cos y by cells, x the column."""
    rates = 10000.0 ** (-torch.arange(width // 4, dtype=torch.float64) / (width // 4))
    row, column = torch.meshgrid(torch.arange(GRID), torch.arange(GRID), indexing="ij")
    parts = []
    for axis in (column, row):
        angles = axis.reshape(-1, 1).double() * rates
        parts += [angles.sin(), angles.cos()]
    return torch.cat([torch.zeros(1, width), torch.cat(parts, dim=1).float()])[None]


# ---------------------------------------------------------------- MAE, by transformers


def official_parts(key):
    """The official names, in order, of which a tensor of transformers is one: (name, part of how many)."""
    key = key.removeprefix("vit.")
    for old, new in (
        ("embeddings.cls_token", "cls_token"), ("embeddings.position_embeddings", "pos_embed"),
        ("embeddings.patch_embeddings.projection", "patch_embed.proj"), ("layernorm_before", "norm1"),
        ("layernorm_after", "norm2"), ("attention.o_proj", "attn.proj"),
        ("decoder.decoder_layers.", "decoder_blocks."), ("layers.", "blocks."), ("layernorm.", "norm."),
        ("decoder.", ""),
    ):
        key = key.replace(old, new)
    for index, letter in enumerate("qkv"):
        if f"attention.{letter}_proj" in key:
            return key.replace(f"attention.{letter}_proj", "attn.qkv"), index
    return key, None


def mae(name):
    width, depth, heads, narrow, shallow, few = PRESETS[name]
    config = transformers.ViTMAEConfig(
        hidden_size=width, num_hidden_layers=depth, num_attention_heads=heads, intermediate_size=4 * width,
        hidden_act="gelu", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, layer_norm_eps=1e-6,
        image_size=GRID * PATCH, patch_size=PATCH, qkv_bias=True, mask_ratio=0.75, norm_pix_loss=True,
        decoder_hidden_size=narrow, decoder_num_hidden_layers=shallow, decoder_num_attention_heads=few,
        decoder_intermediate_size=4 * narrow,
    )
    model = transformers.ViTMAEForPreTraining(config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            official, part = official_parts(key)
            if official.endswith("pos_embed"):
                parameter.copy_(sincos(parameter.shape[-1]))
            elif part is None:
                parameter.copy_(value(official, list(parameter.shape)))
            else:  # a third of the rows of qkv
                whole = value(official, [3 * parameter.shape[0], *parameter.shape[1:]])
                parameter.copy_(whole.chunk(3)[part])
        images = noise("images", [1, 3, GRID * PATCH, GRID * PATCH])
        uniform = torch.rand(1, GRID * GRID, generator=torch.Generator().manual_seed(stream_seed("mask")))
        result = model(pixel_values=images, noise=uniform)
        model.config.mask_ratio = model.vit.embeddings.config.mask_ratio = 0.0
        whole = model.vit(pixel_values=images, noise=uniform)
        tokens = whole.last_hidden_state
        order = whole.ids_restore[..., None].expand(-1, -1, width)
        tokens = torch.cat([tokens[:, :1], tokens[:, 1:].gather(1, order)], dim=1)
    return {"mae.loss": result.loss, "mae.prediction": sampled(result.logits), "encoder.tokens": sampled(tokens)}


# ---------------------------------------------------------------- parts of the detector


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of each cell of [N, C, H, W]."""

    def forward(self, maps):
        return super().forward(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNorm(nn.Module):
    def __init__(self, width, kernel):
        super().__init__()
        self.conv = nn.Conv2d(width, CHANNELS, kernel, padding=kernel // 2, bias=False)
        self.norm = ChannelNorm(CHANNELS)

    def forward(self, maps):
        return self.norm(self.conv(maps))


class DecoderHead(nn.Module):
    def __init__(self, width, narrow, depth, heads):
        super().__init__()
        norm = functools.partial(nn.LayerNorm, eps=1e-6)
        self.norm = norm(width)
        self.decoder_embed = nn.Linear(width, narrow)
        self.decoder_pos_embed = nn.Parameter(sincos(narrow), requires_grad=False)
        self.decoder_blocks = nn.ModuleList(
            Block(narrow, heads, 4, qkv_bias=True, norm_layer=norm) for _ in range(depth)
        )
        self.decoder_box_norm = norm(narrow)
        self.fc_cls = nn.Linear(narrow, CLASSES + 1)
        self.fc_reg = nn.Linear(narrow, 4 * CLASSES)

    def forward(self, regions):
        table = self.decoder_pos_embed[:, 1:].reshape(1, GRID, GRID, -1).permute(0, 3, 1, 2)
        scale = (7 + 0.1) / GRID
        table = F.interpolate(table, scale_factor=(scale, scale), mode="bicubic").permute(0, 2, 3, 1).flatten(1, 2)
        tokens = self.decoder_embed(self.norm(regions.flatten(2).transpose(1, 2))) + table
        for block in self.decoder_blocks:
            tokens = block(tokens)
        return self.decoder_box_norm(tokens.mean(dim=1))


class Parts(nn.Module):
    """What lies around the encoder in imTED's Faster R-CNN, by the released names."""

    def __init__(self, width, narrow, depth, heads):
        super().__init__()
        up = lambda: nn.ConvTranspose2d(width, width, 2, 2)
        self.backbone = nn.ModuleDict({
            "fpn1": nn.Sequential(up(), nn.BatchNorm2d(width), nn.GELU(), up()), "fpn2": nn.Sequential(up()),
        })
        self.neck = nn.ModuleDict({
            "lateral_convs": nn.ModuleList(ConvNorm(width, 1) for _ in range(4)),
            "fpn_convs": nn.ModuleList(ConvNorm(CHANNELS, 3) for _ in range(4)),
        })
        self.rpn_head = nn.ModuleDict({
            "rpn_conv": nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1), "rpn_cls": nn.Conv2d(CHANNELS, 3, 1),
            "rpn_reg": nn.Conv2d(CHANNELS, 12, 1),
        })
        self.roi_head = nn.ModuleDict({
            "mfm_fc": nn.Conv2d(CHANNELS, width, 1), "bbox_head": DecoderHead(width, narrow, depth, heads),
        })
        self.roi_head.register_parameter("mfm_factor", nn.Parameter(torch.zeros(width)))

    def pyramid(self, last):
        scaled = [self.backbone["fpn1"](last), self.backbone["fpn2"](last), last, F.max_pool2d(last, 2)]
        maps = [
            output(lateral(level))
            for level, lateral, output in zip(scaled, self.neck["lateral_convs"], self.neck["fpn_convs"])
        ]
        return maps + [F.max_pool2d(maps[-1], 1, stride=2)]

    def rpn(self, maps):
        logits, deltas = [], []
        for level in maps:
            shared = self.rpn_head["rpn_conv"](level).relu()
            logits.append(self.rpn_head["rpn_cls"](shared).permute(0, 2, 3, 1).flatten(1))
            deltas.append(self.rpn_head["rpn_reg"](shared).permute(0, 2, 3, 1).reshape(len(level), -1, 4))
        return torch.cat(logits, dim=1), torch.cat(deltas, dim=1)

    def regions(self, last, maps, boxes):
        """MFM: the last map's regions plus, by channel, the factor times those of the level that suits their size."""
        align = lambda level, stride, rows: torchvision.ops.roi_align(level, rows, 7, 1 / stride, 0, aligned=True)
        found = align(last, 16, boxes)
        sides = ((boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])).sqrt()
        levels = (sides / 56 + 1e-6).log2().floor().clamp(0, 3)
        factor = self.roi_head.mfm_factor.reshape(1, -1, 1, 1)
        for index, stride in enumerate((4, 8, 16, 32)):
            own = levels == index
            if own.any():
                wide = self.roi_head["mfm_fc"](maps[index])
                found[own] += factor * align(wide, stride, boxes[own])
        return found


def detector(name):
    width, _, _, narrow, shallow, few = PRESETS[name]
    model = filled(Parts(width, narrow, shallow, few))
    boxes = torch.tensor([
        [0, 10.0, 12.0, 50.0, 40.0], [0, 0.0, 3.3, 140.0, 100.0], [0, 30.5, 20.25, 159.0, 127.0],
        [0, -40.0, -60.0, 400.0, 500.0],
    ])
    with torch.no_grad():
        last = noise("map", [1, width, 8, 10])  # a picture of 128 x 160 pixels
        maps = model.pyramid(last)
        logits, deltas = model.rpn(maps)
        regions = model.regions(last, maps, boxes)
        vectors = model.roi_head["bbox_head"](regions)
        head = model.roi_head["bbox_head"]
        answers = {
            **{f"pyramid.{index}": sampled(level) for index, level in enumerate(maps)},
            "rpn.logits": sampled(logits), "rpn.deltas": sampled(deltas), "mfm.regions": sampled(regions),
            "head.vectors": sampled(vectors), "head.classes": head.fc_cls(vectors), "head.boxes": head.fc_reg(vectors),
        }
    return {**answers, "boxes": boxes}


# ---------------------------------------------------------------- assignment


def iou(boxes, objects):
    low = torch.maximum(boxes[:, None, :2], objects[None, :, :2])
    high = torch.minimum(boxes[:, None, 2:], objects[None, :, 2:])
    shared = (high - low).clamp(min=0).prod(dim=2)
    area = lambda b: (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return shared / (area(boxes)[:, None] + area(objects)[None] - shared)


def anchors(height, width):
    """Sizes 32 to 512 at strides 4 to 64 by ratios 1:2, 1:1, 2:1 around each cell's top left corner."""
    found = []
    for stride in (4, 8, 16, 32, 64):
        rows, columns = math.ceil(height / stride), math.ceil(width / stride)
        ratios = torch.tensor([0.5, 1, 2]).sqrt()
        half = torch.stack([stride * 8 / ratios / 2, stride * 8 * ratios / 2], dim=1)
        base = torch.cat([-half, half], dim=1)
        y, x = torch.meshgrid(torch.arange(rows) * stride, torch.arange(columns) * stride, indexing="ij")
        shift = torch.stack([x, y, x, y], dim=2).reshape(-1, 1, 4)
        found.append((shift + base).reshape(-1, 4))
    return torch.cat(found)


def assigned(overlaps, positive, negative, floor):
    """Object of each box, -1 for background, -2 for neither; with a floor the best boxes of each object are its own."""
    best, match = overlaps.max(dim=1)
    match[best < positive] = -2
    match[best < negative] = -1
    if floor is not None:
        for index in range(overlaps.shape[1]):
            highest = overlaps[:, index].max()
            if highest >= floor:
                match[overlaps[:, index] == highest] = index
    return match


def assignment():
    g = torch.Generator().manual_seed(SEED)
    corner = torch.rand(12, 2, generator=g) * torch.tensor([900.0, 500.0])
    size = 12 + torch.rand(12, 2, generator=g) ** 2 * 400
    objects = torch.cat([corner, corner + size], dim=1)
    all_anchors = anchors(800, 1344)
    match = assigned(iou(all_anchors, objects), 0.7, 0.3, 0.3)
    positives = (match >= 0).nonzero()[:, 0]
    jitter = objects.repeat(80, 1) + torch.randn(960, 4, generator=g) * 0.12 * size.repeat(80, 2)
    corners = torch.cat([torch.minimum(jitter[:, :2], jitter[:, 2:] - 4), jitter[:, 2:]], dim=1)
    return {
        "objects": objects, "anchor_count": torch.tensor([len(all_anchors)]),
        "anchor.positives": positives, "anchor.objects": match[positives],
        "anchor.negative_count": (match == -1).sum().reshape(1), "anchor.ignored_count": (match == -2).sum().reshape(1),
        "proposals": corners, "proposal.matches": assigned(iou(corners, objects), 0.5, 0.5, None),
        "proposal.matches_low_quality": assigned(iou(corners, objects), 0.5, 0.5, 0.5),
    }


def save(name, tensors):
    versions = {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}
    source = json.dumps({"script": "scripts/make-full-size-goldens.py", "seed": SEED, **versions}, sort_keys=True)
    path = OUT / f"full_size_{name}.safetensors"
    tensors = {key: tensor.float().contiguous() for key, tensor in tensors.items()}
    safetensors.torch.save_file(tensors, path, metadata={"source": source})
    path.chmod(0o644)
    assert path.stat().st_size < 300_000, path
    print(path.name, path.stat().st_size)


def main():
    torch.set_num_threads(1)
    save("assignment", assignment())
    for name in PRESETS:
        save(name, {**mae(name), **detector(name)})


if __name__ == "__main__":
    main()
