#!/usr/bin/env python3
"""Writes Tests/Fixtures/goldens/masks.safetensors: what mask heads, mask targets, the mask loss and pasted masks are
compared against.

Run:  VENV/bin/python scripts/make-mask-goldens.py [--out Tests/Fixtures]   (VENV as in make-goldens.py)

The head is torchvision's, with one class fewer as there is no background; targets are those of mmdetection's bitmap
masks, by torchvision's RoIAlign; pasting is torch's grid_sample over the whole picture.
"""

import argparse
import json
import pathlib

import safetensors.torch
import torch
import torch.nn.functional as F
import torchvision
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor

SEED = 20230813
CHANNELS, CLASSES, CELLS = 6, 3, 14
HEIGHT, WIDTH = 46, 60


def head(g):
    """Weights under our names, features, logits, and gradients for a random cotangent."""
    layers = MaskRCNNHeads(CHANNELS, (CHANNELS,) * 4, 1)
    predictor = MaskRCNNPredictor(CHANNELS, CHANNELS, CLASSES)
    with torch.no_grad():
        for parameter in [*layers.parameters(), *predictor.parameters()]:
            fan = parameter[0].numel() if parameter.dim() > 1 else 25
            parameter.copy_(torch.randn(parameter.shape, generator=g) * (2 / fan) ** 0.5)
    features = torch.randn(2, CHANNELS, CELLS, CELLS, generator=g).requires_grad_()
    logits = predictor(layers(features))
    weight = torch.randn(logits.shape, generator=g)
    logits.backward(weight)
    tensors = {"head.features": features, "head.logits": logits, "head.cotangent": weight, "head.grad.features": features.grad}
    names = {"mask_fcn": "convs", "conv5_mask": "upsample", "mask_fcn_logits": "conv_logits"}
    for key, parameter in [*layers.named_parameters(), *predictor.named_parameters()]:
        parts = key.split(".")
        if len(parts) == 3:  # layer number, layer, weight or bias
            name = f"convs.{parts[0]}.conv.{parts[2]}"
        else:
            name = f"{names[parts[0]]}.{parts[1]}"
        tensors[f"weights.{name}"] = parameter
        if parts[-1] == "weight":
            tensors[f"head.grad.{name}"] = parameter.grad
    return tensors


def bitmaps():
    """Three objects: a disc, a bar along the picture's edge, and two parts."""
    y, x = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), indexing="ij")
    disc = (x - 30) ** 2 + (y - 20) ** 2 < 150
    bar = (x >= WIDTH - 7) & (y >= 5)
    parts = ((x < 9) & (y < 11)) | ((x > 12) & (x < 25) & (y > 30) & (x + y < 62))
    return torch.stack([disc, bar, parts]).float()


def targets(g):
    masks = bitmaps()
    views = torch.tensor([
        [0, 18.0, 8.0, 43.0, 33.0],  # the disc's own box
        [0, 20.3, 3.7, 36.9, 44.2],  # anywhere
        [0, 0.0, 0.0, 60.0, 46.0],  # the whole picture
        [1, 53.0, 5.0, 60.0, 46.0],  # along two edges
        [1, 48.4, 20.6, 60.0, 46.0],
        [1, 2.0, 8.0, 58.0, 36.0],  # cells of two pixels, one of them on: halves
        [2, 0.0, 0.0, 25.0, 46.0],
        [2, 2.0, 2.0, 8.0, 8.0],  # inside the object
        [0, 1.0, 1.0, 6.0, 9.0],  # beside it
        [2, 0.0, 2.5, 3.1, 3.9],  # smaller than a cell
    ])
    picked = masks[views[:, 0].long()][:, None]
    places = torch.cat([torch.arange(len(views))[:, None].float(), views[:, 1:]], dim=1)
    coverage = torchvision.ops.roi_align(picked, places, 2 * CELLS, 1.0, 0, aligned=True)[:, 0]
    found = (coverage >= 0.5).float()
    labels = torch.randint(0, CLASSES, (len(views),), generator=g)
    logits = (torch.randn(len(views), CLASSES, 2 * CELLS, 2 * CELLS, generator=g) * 2).half().float().requires_grad_()
    loss = F.binary_cross_entropy_with_logits(logits[torch.arange(len(views)), labels], found)
    loss.backward()
    own = logits.grad[torch.arange(len(views)), labels]
    assert torch.count_nonzero(logits.grad) == torch.count_nonzero(own)  # other classes get nothing
    return {
        "targets.masks": masks.to(torch.uint8), "targets.views": views, "targets.coverage": coverage,
        "loss.labels": labels.to(torch.int32), "loss.logits": logits.half(), "loss.value": loss,
        "loss.grad": own,
    }


def paste(g):
    """Probabilities at the middles of the pixels, everywhere in the picture."""
    boxes = torch.tensor([
        [10.0, 8.0, 38.0, 36.0],  # a cell a pixel
        [3.3, 5.7, 51.9, 44.2],  # larger
        [20.2, 11.6, 27.5, 19.1],  # smaller
        [0.0, 0.0, 60.0, 46.0],  # the whole picture
        [40.0, 30.0, 60.0, 46.0],  # the far corner
        [-12.5, 20.0, 14.5, 60.0],  # partly outside
    ])
    noise = torch.randn(len(boxes), 1, 7, 7, generator=g) * 2
    grids = F.interpolate(noise, size=2 * CELLS, mode="bicubic").add(0.5).sigmoid()
    grids[3:5] = 1.0  # on to the edges
    x = (torch.arange(WIDTH) + 0.5 - boxes[:, :1]) / (boxes[:, 2:3] - boxes[:, :1]) * 2 - 1
    y = (torch.arange(HEIGHT) + 0.5 - boxes[:, 1:2]) / (boxes[:, 3:4] - boxes[:, 1:2]) * 2 - 1
    places = torch.stack([
        x[:, None, :].expand(-1, HEIGHT, -1), y[:, :, None].expand(-1, -1, WIDTH),
    ], dim=3)
    values = F.grid_sample(grids, places, align_corners=False)[:, 0]
    return {"paste.boxes": boxes, "paste.grids": grids[:, 0], "paste.values": values}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "Tests/Fixtures")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    g = torch.Generator().manual_seed(SEED)
    tensors = {**head(g), **targets(g), **paste(g)}
    facts = {
        "script": "scripts/make-mask-goldens.py", "seed": SEED, "torch": torch.__version__.split("+")[0],
        "torchvision": torchvision.__version__.split("+")[0],
    }
    path = arguments.out / "goldens/masks.safetensors"
    safetensors.torch.save_file(
        {key: value.detach().contiguous().clone() for key, value in tensors.items()}, path,
        metadata={"source": json.dumps(facts, sort_keys=True)})
    path.chmod(0o644)
    assert path.stat().st_size < 300_000, path.stat().st_size
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
