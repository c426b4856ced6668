#!/usr/bin/env python3
"""Draws small COCO data sets and writes what pycocotools makes of them, as golden values for the Swift tests.

    pip install pycocotools==2.0.11 numpy
    scripts/make-coco-goldens.py                      rewrites Tests/Fixtures/coco-goldens
    scripts/make-coco-goldens.py --random 200 DIR     writes that many random cases elsewhere, for a wider comparison

    scripts/make-coco-goldens.py --random 200 DIR --iou-type segm    the same with masks

Every case is a folder with GT.json, DT.json and expected.json; masks.json holds run-length masks and polygons.
expected.json of a case with masks has its numbers by mask in "segm", and voc.json holds VOC's AP of the box cases,
computed by `voc_average_precision` below.
The sets are drawn to hit what evaluators get wrong: equal scores, equal overlaps, overlaps and areas exactly on a
threshold, crowds, empty pictures, categories without objects or without detections, more than 100 detections of a
category in a picture, annotation id 0.
"""

import contextlib
import io
import json
import pathlib
import pickle
import random
import sys

import numpy as np
import pycocotools.mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

SUBSETS = [
    {"name": "all"},
    {"name": "some", "categories": "odd positions"},
    {"name": "visible[0,0.5)", "visible": [0, 0.5, False]},
    {"name": "visible[0.5,1]", "visible": [0.5, 1, True]},
    {"name": "some visible[0.25,0.5]", "categories": "odd positions", "visible": [0.25, 0.5, True]},
]

CASES = {
    "ties": dict(seed=1, images=40, categories=4, decimals=0, score_digits=1, duplicates=0.3),
    "crowds": dict(seed=2, images=40, categories=3, crowds=0.35, score_digits=2),
    "sparse": dict(seed=3, images=60, categories=12, objects=(0, 2), extra=(0, 1), score_digits=3),
    "sizes": dict(seed=4, images=40, categories=2, border_sizes=0.7, score_digits=2),
    "many-detections": dict(seed=5, images=6, categories=2, objects=(4, 12), extra=(90, 170), decimals=1,
                            score_digits=2),
    "bits": dict(seed=6, images=30, categories=3, decimals=None, score_digits=None),
    "id-zero": dict(seed=7, images=12, categories=2, first_id=0, score_digits=2),
    "visibility": dict(seed=8, images=50, categories=4, missing_visibility=0.2, score_digits=2, duplicates=0.1),
}

# Cases with masks: polygons, plain and compressed run lengths as ground truth, compressed ones as results. "boxes" says
# whether results have a box too, which then gives their area.
MASK_CASES = {
    "masks": dict(seed=21, images=30, categories=3, crowds=0.2, duplicates=0.2, score_digits=2, boxes=False),
    "masks-and-boxes": dict(seed=22, images=30, categories=3, crowds=0.1, border_sizes=0.6, score_digits=1,
                            boxes=True),
    "masks-many": dict(seed=23, images=3, categories=2, objects=(3, 8), extra=(90, 140), score_digits=2,
                       boxes=False),
}
PICTURE = (120, 160)


class BandedEvaluation(COCOeval):
    """COCOeval that also ignores objects outside a band of visible fractions."""

    band = None

    def _prepare(self):
        super()._prepare()
        if self.band is None:
            return
        lower, upper, closed = self.band
        for objects in self._gts.values():
            for thing in objects:
                fraction = thing.get("visible_fraction")
                inside = fraction is not None and lower <= fraction and (
                    fraction < upper or closed and fraction == upper)
                if not inside:
                    thing["ignore"] = 1


def draw_size(rng, border_sizes, number):
    """A box's width and height, and an area."""
    if rng.random() < border_sizes:
        width, height = rng.choice([(32, 32), (64, 16), (96, 96), (48, 192), (32, 288), (20, 20), (100, 110)])
        return width, height, rng.choice([width * height, 1024, 9216, 1023.5, 9216.5, 1024.5])
    scale = rng.choice([20, 60, 150])
    width, height = number(rng.uniform(4, scale)), number(rng.uniform(4, scale))
    return width, height, number(width * height * rng.uniform(0.4, 1))


def draw_detection_box(rng, box, number):
    """A box near an object's: the same, with an overlap of exactly a half or three quarters, or shaken."""
    x, y, width, height = box
    kind = rng.random()
    if kind < 0.2:
        return [x, y, width, height]
    if kind < 0.35:
        return [x, y, width, height * rng.choice([0.5, 0.75])]
    spread = rng.choice([0.05, 0.15, 0.4])
    return [number(x + width * rng.uniform(-spread, spread)), number(y + height * rng.uniform(-spread, spread)),
            number(max(width * rng.uniform(1 - spread, 1 + spread), 1)),
            number(max(height * rng.uniform(1 - spread, 1 + spread), 1))]


def draw_case(seed, images=20, categories=3, objects=(0, 6), extra=(0, 4), decimals=1, score_digits=2, crowds=0.05,
              duplicates=0.05, border_sizes=0.15, first_id=1, missing_visibility=0.05):
    """A ground truth file and a result file."""
    rng = random.Random(seed)

    def number(value):
        if decimals is None:
            return value
        return round(value, decimals) if decimals else int(round(value))

    def score(value):
        return value if score_digits is None else round(value, score_digits)

    image_ids = rng.sample(range(1, 40 * images), images)
    category_ids = rng.sample(range(1, 10 * categories), categories)
    without_objects, without_detections = category_ids[-2:] if categories > 2 else (None, None)
    annotations, detections = [], []
    next_id = first_id
    for image_id in image_ids:
        for _ in range(rng.randint(*objects)):
            category = rng.choice([c for c in category_ids if c != without_objects])
            width, height, area = draw_size(rng, border_sizes, number)
            box = [number(rng.uniform(0, 400)), number(rng.uniform(0, 300)), width, height]
            copies = 2 if rng.random() < duplicates else 1
            for _ in range(copies):
                thing = {"id": next_id, "image_id": image_id, "category_id": category, "bbox": box, "area": area,
                         "iscrowd": int(rng.random() < crowds)}
                if rng.random() >= missing_visibility:
                    thing["visible_fraction"] = rng.choice([0, 0.25, 0.5, 1, round(rng.random(), 2)])
                annotations.append(thing)
                next_id += 1
            for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
                claimed = category if rng.random() < 0.85 else rng.choice(category_ids)
                if claimed != without_detections:
                    detections.append({"image_id": image_id, "category_id": claimed,
                                       "bbox": draw_detection_box(rng, box, number),
                                       "score": score(rng.betavariate(4, 2))})
        for _ in range(rng.randint(*extra)):
            category = rng.choice([c for c in category_ids if c != without_detections])
            width, height, _ = draw_size(rng, border_sizes, number)
            detections.append({"image_id": image_id, "category_id": category,
                               "bbox": [number(rng.uniform(0, 400)), number(rng.uniform(0, 300)), width, height],
                               "score": score(rng.betavariate(2, 3))})
    rng.shuffle(annotations)
    rng.shuffle(detections)
    truth = {"images": [{"id": i, "file_name": f"{i}.png", "width": 640, "height": 480} for i in image_ids],
             "categories": [{"id": c, "name": f"class {c}"} for c in category_ids],
             "annotations": annotations}
    return truth, detections


def draw_shape(rng, box):
    """A polygon in a box: the box's own, a triangle, a diamond or an irregular one."""
    x, y, width, height = box
    kind = rng.random()
    if kind < 0.35:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    elif kind < 0.5:
        corners = [(0, 0), (1, 0.3), (0.4, 1)]
    elif kind < 0.65:
        corners = [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]
    else:
        corners = [(rng.random(), rng.random()) for _ in range(rng.choice([3, 5, 7]))]
    return [round(value, 2) for u, v in corners for value in (x + u * width, y + v * height)]


def plain(encoded):
    """Compressed run lengths as a list of numbers, by way of the pixels."""
    pixels = pycocotools.mask.decode(encoded).flatten(order="F")
    counts, last = [0], 0
    for pixel in pixels:
        if pixel != last:
            counts.append(0)
            last = pixel
        counts[-1] += 1
    return {"size": encoded["size"], "counts": counts}


def text(encoded):
    return {"size": encoded["size"], "counts": encoded["counts"].decode()}


def draw_mask_case(seed, boxes=False, **options):
    """A case of masks, laid over the boxes of `draw_case`, which are scaled into a small picture."""
    truth, detections = draw_case(seed, **options)
    rng = random.Random(seed)
    height, width = PICTURE

    def scaled(box):
        return [round(box[0] * width / 640, 2), round(box[1] * height / 480, 2), max(round(box[2] / 2, 2), 1),
                max(round(box[3] / 2, 2), 1)]

    shapes = {}
    for image in truth["images"]:
        image.update(width=width, height=height)
    for thing in truth["annotations"]:
        thing["bbox"] = scaled(thing["bbox"])
        polygons = [draw_shape(rng, thing["bbox"]) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        encoded = pycocotools.mask.merge(pycocotools.mask.frPyObjects(polygons, height, width))
        if rng.random() < 0.04:
            encoded = encode(np.zeros(PICTURE))
        shapes.setdefault((thing["image_id"], thing["category_id"]), []).append(encoded)
        kind = rng.random()
        if thing["iscrowd"]:
            thing["segmentation"] = plain(encoded) if kind < 0.6 else text(encoded)
        elif pycocotools.mask.area(encoded) == 0:
            thing["segmentation"] = text(encoded)
        else:
            thing["segmentation"] = polygons if kind < 0.7 else plain(encoded) if kind < 0.85 else text(encoded)
        if rng.random() < 0.5:
            thing["area"] = int(pycocotools.mask.area(encoded))
    for result in detections:
        box = scaled(result["bbox"])
        near = shapes.get((result["image_id"], result["category_id"]), [])
        kind = rng.random()
        if near and kind < 0.6:
            pixels = pycocotools.mask.decode(rng.choice(near))
            pixels = np.roll(pixels, (rng.choice([0, 0, 0, 1, 3]), rng.choice([0, 0, 0, -1, 2])), (0, 1))
            encoded = encode(pixels)
        elif kind < 0.65:
            encoded = encode(np.zeros(PICTURE))
        else:
            encoded = pycocotools.mask.frPyObjects([draw_shape(rng, box)], height, width)[0]
        result["segmentation"] = text(encoded)
        if boxes:
            result["bbox"] = box
        else:
            del result["bbox"]
    return truth, detections


def mean(values):
    values = values[values > -1]
    return float(np.mean(values)) if values.size else None


def evaluate(truth, detections, subset, iou_type="bbox"):
    """pycocotools' twelve numbers, AP by category, and how many objects count."""
    coco = COCO()
    coco.dataset = json.loads(json.dumps(truth))
    coco.createIndex()
    evaluation = BandedEvaluation(coco, coco.loadRes(json.loads(json.dumps(detections))), iou_type)
    evaluation.band = subset.get("visible")
    if "categories" in subset:
        evaluation.params.catIds = evaluation.params.catIds[::2]
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    precision = evaluation.eval["precision"]
    category_ids = [int(c) for c in evaluation.params.catIds]
    counts = {c: 0 for c in category_ids}
    for cell in evaluation.evalImgs:
        if cell is not None and cell["aRng"] == evaluation.params.areaRng[0]:
            counts[int(cell["category_id"])] += int(np.count_nonzero(cell["gtIgnore"] == 0))
    return {"name": subset["name"], "categories": category_ids, "visible": subset.get("visible"),
            "stats": [None if s == -1 else float(s) for s in evaluation.stats],
            "per_class": [{"category": c, "ap": mean(precision[:, :, k, 0, -1]), "n": counts[c]}
                          for k, c in enumerate(category_ids)]}


def write_json(path, value):
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")


def write_case(folder, truth, detections):
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stdout(io.StringIO()):
        expected = {"subsets": [evaluate(truth, detections, subset) for subset in SUBSETS]}
        if "segmentation" in detections[0]:
            expected["segm"] = [evaluate(truth, detections, subset, "segm") for subset in SUBSETS]
    write_json(folder / "GT.json", truth)
    write_json(folder / "DT.json", detections)
    write_json(folder / "expected.json", expected)


def voc_average_precision(truth, detections, category, eleven_points):
    """VOC's AP at IoU 0.5, written from its definition. Every third object (by id) is taken to be difficult."""
    objects = {}
    for thing in truth["annotations"]:
        if thing["category_id"] == category:
            objects.setdefault(thing["image_id"], []).append(
                {"box": thing["bbox"], "difficult": thing["id"] % 3 == 0 or thing["iscrowd"] == 1, "found": False})
    positives = sum(not thing["difficult"] for things in objects.values() for thing in things)
    if positives == 0:
        return None
    own = [result for result in detections if result["category_id"] == category]
    own = sorted(sorted(own, key=lambda r: r["image_id"]), key=lambda r: -r["score"])
    true, false = [], []
    for result in own:
        x, y, w, h = result["bbox"]
        overlaps = []
        for thing in objects.get(result["image_id"], []):
            u, v, s, t = thing["box"]
            both = max(0, min(x + w, u + s) - max(x, u)) * max(0, min(y + h, v + t) - max(y, v))
            overlaps.append(both / (w * h + s * t - both))
        best = int(np.argmax(overlaps)) if overlaps else None
        if best is None or not overlaps[best] > 0.5:
            true.append(0), false.append(1)
            continue
        thing = objects[result["image_id"]][best]
        if thing["difficult"]:
            continue
        true.append(int(not thing["found"])), false.append(int(thing["found"]))
        thing["found"] = True
    true, false = np.cumsum(true), np.cumsum(false)
    recall, precision = true / positives, true / np.maximum(true + false, 1)
    if eleven_points:
        tops = [precision[recall >= k * 0.1].max(initial=0) for k in range(11)]
        return float(sum(tops) / 11)
    recall, precision = np.concatenate([[0], recall, [1]]), np.concatenate([[0], precision, [0]])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.flatnonzero(recall[1:] != recall[:-1])
    return float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1]))


def make_voc(cases):
    """Per case and category, the AP in both forms."""
    made = {}
    for name, (truth, detections) in cases.items():
        made[name] = [{"category": c["id"], "area": voc_average_precision(truth, detections, c["id"], False),
                       "eleven": voc_average_precision(truth, detections, c["id"], True)}
                      for c in sorted(truth["categories"], key=lambda c: c["id"])]
    return made


def encode(pixels):
    return pycocotools.mask.encode(np.asfortranarray(pixels.astype(np.uint8)))


def describe(encoded):
    """What pycocotools says about one mask."""
    return {"size": encoded["size"], "counts": encoded["counts"].decode(),
            "area": int(pycocotools.mask.area(encoded)),
            "bbox": [float(v) for v in pycocotools.mask.toBbox(encoded)]}


def draw_polygon(rng, height, width):
    corners = rng.choice([3, 4, 5, 9])
    digits = rng.choice([0, 1, 2])
    shape = rng.random()
    if shape < 0.2:  # an upright rectangle, some edges outside
        x1, x2 = sorted(round(rng.uniform(-4, width + 4), digits) for _ in range(2))
        y1, y2 = sorted(round(rng.uniform(-4, height + 4), digits) for _ in range(2))
        return [x1, y1, x2, y1, x2, y2, x1, y2]
    return [round(rng.uniform(-4, size + 4), digits) for _ in range(corners) for size in (width, height)]


def make_masks():
    """Masks with their string form and measures, polygons with their masks, and overlaps of pairs."""
    rng = random.Random(9)
    masks, polygons, pairs = [], [], []
    for height, width in [(1, 1), (1, 7), (9, 1), (5, 6), (16, 12), (40, 50)]:
        for density in [0, 0.1, 0.5, 0.9, 1]:
            pixels = np.array([[int(rng.random() < density) for _ in range(width)] for _ in range(height)])
            masks.append({"rows": ["".join(map(str, row)) for row in pixels.tolist()], **describe(encode(pixels))})
    block = np.zeros((120, 150), np.uint8)  # runs long enough for numbers of three groups
    block[:, 20:140] = 1
    masks.append({"rows": ["".join(map(str, row)) for row in block.tolist()], **describe(encode(block))})
    for _ in range(120):
        height, width = rng.choice([(20, 30), (64, 48), (7, 200)])
        shapes = [draw_polygon(rng, height, width) for _ in range(rng.choice([1, 1, 2, 3]))]
        encoded = pycocotools.mask.merge(pycocotools.mask.frPyObjects(shapes, height, width))
        polygons.append({"polygons": shapes, **describe(encoded)})
    by_size = {}
    for thing in masks + polygons:
        by_size.setdefault(tuple(thing["size"]), []).append(thing)
    for size in sorted(by_size):
        group = by_size[size]
        for _ in range(20 if len(group) > 1 else 1):
            one, other = rng.choice(group), rng.choice(group)
            coded = [{"size": list(size), "counts": thing["counts"]} for thing in (one, other)]
            plain, crowd = (float(pycocotools.mask.iou(coded[:1], coded[1:], [flag])[0, 0]) for flag in (0, 1))
            union = pycocotools.mask.merge(coded)["counts"].decode()
            pairs.append({"size": list(size), "first": one["counts"], "second": other["counts"], "iou": plain,
                          "crowd": crowd, "union": union})
    return {"masks": masks, "polygons": polygons, "pairs": pairs}


class Attack:
    """Were a pickle with this loaded by Python, a command would run."""

    def __reduce__(self):
        return print, ("this must never be run",)


def make_occlusion(folder, truth, detections):
    """Lists like the published ones of Occluded COCO and Separated COCO, over every third object of a case, and what a
    detector of the case recalls of them: score at least 0.3, the same class, mask IoU at least 0.75."""
    names = {c["id"]: c["name"] for c in truth["categories"]}
    coco = COCO()
    coco.dataset = truth
    coco.createIndex()
    items, found = [], 0
    for thing in [t for t in truth["annotations"] if not t["iscrowd"]][::3]:
        mask = coco.annToRLE(thing)
        mask["counts"] = mask["counts"] if isinstance(mask["counts"], bytes) else mask["counts"].encode()
        items.append([f"{thing['image_id']}.png", names[thing["category_id"]], thing["id"], thing["bbox"], mask])
        pixels = pycocotools.mask.decode(mask).astype(bool)
        for result in detections:
            if (result["image_id"], result["category_id"]) != (thing["image_id"], thing["category_id"]):
                continue
            other = pycocotools.mask.decode(result["segmentation"]).astype(bool)
            union = (pixels | other).sum()
            if result["score"] >= 0.3 and union and (pixels & other).sum() / union >= 0.75:
                found += 1
                break
    corners = [[x, y, x + w, y + h] for x, y, w, h in (item[3] for item in items)]
    with_numpy = [(np.str_(image), np.str_(name), np.int64(number), np.array(box), mask)
                  for (image, name, number, _, mask), box in zip(items, corners)]
    folder.mkdir(parents=True, exist_ok=True)
    for protocol in (2, 3, 4, 5):
        (folder / f"plain-{protocol}.pkl").write_bytes(pickle.dumps(items, protocol))
        (folder / f"numpy-{protocol}.pkl").write_bytes(pickle.dumps(with_numpy, protocol))
    (folder / "attack.pkl").write_bytes(pickle.dumps([items[0][:4] + [Attack()]], 4))
    values = [None, True, -3, 2.5, "text", b"bytes", np.float32(0.5), np.uint8(200), np.array([1, 2], ">i2"),
              np.array(7.0), np.bool_(True), np.zeros((2, 2)), {"key": (1, [])}]
    (folder / "values.pkl").write_bytes(pickle.dumps(values, 4))
    write_json(folder / "expected.json", {"found": found, "items": [[item[0], item[1], item[2]] for item in items]})


def random_options(rng):
    return dict(images=rng.choice([1, 3, 10, 40]), categories=rng.choice([1, 2, 5, 30]),
                objects=rng.choice([(0, 1), (0, 6), (2, 20)]), extra=rng.choice([(0, 1), (0, 10), (50, 160)]),
                decimals=rng.choice([0, 1, 2, None]), score_digits=rng.choice([1, 2, 3, None]),
                crowds=rng.choice([0, 0.05, 0.4]), duplicates=rng.choice([0, 0.1, 0.5]),
                border_sizes=rng.choice([0, 0.2, 0.8]), first_id=rng.choice([0, 1, 1, 1]),
                missing_visibility=rng.choice([0, 0.2, 1]))


def main(arguments):
    if arguments[:1] == ["--random"]:
        rng = random.Random(0)
        has_masks = arguments[3:] == ["--iou-type", "segm"]
        for number in range(int(arguments[1])):
            options = random_options(rng)
            if has_masks:
                truth, detections = draw_mask_case(seed=5000 + number, boxes=rng.random() < 0.5, **options)
            else:
                truth, detections = draw_case(seed=1000 + number, **options)
            if detections:  # pycocotools cannot load an empty list of results
                write_case(pathlib.Path(arguments[2]) / f"{number:04}", truth, detections)
        return
    folder = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "coco-goldens"
    cases = {name: draw_case(**options) for name, options in CASES.items()}
    for name, case in cases.items():
        write_case(folder / name, *case)
    write_json(folder / "voc.json", make_voc(cases))
    for name, options in MASK_CASES.items():
        write_case(folder / name, *draw_mask_case(**options))
    make_occlusion(folder.parent / "occlusion", *draw_mask_case(**MASK_CASES["masks-and-boxes"]))
    write_json(folder / "masks.json", make_masks())


if __name__ == "__main__":
    main(sys.argv[1:])
