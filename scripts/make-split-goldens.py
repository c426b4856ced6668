#!/usr/bin/env python3
"""Makes Tests/Fixtures/splits: a COCO-like annotation file and the digests of the K-shot lists drawn from it.

The drawing is written from a description of TFA's procedure, with CPython's own `random` and `json`:
one generator for each seed; categories in the order of their ids; K pictures sampled until exactly K boxes are there,
pictures taken whole, none twice; what was taken stays for the next K.
"""
import json
import pathlib
import random

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "splits"
SHOTS = [1, 2, 3, 5, 10, 30]
SEEDS = [1, 2, 3]


def make_file() -> dict:
    """Pictures with odd numbers in them: what `repr` writes in its own way, and text that is not ASCII."""
    rng = random.Random(20)
    categories = [
        {"supercategory": "animal", "id": 18, "name": "dog"},
        {"supercategory": "outdoor", "id": 10, "name": "traffic light"},
        {"supercategory": "person", "id": 1, "name": "person"},
        {"supercategory": "animal", "id": 17, "name": "cat"},
    ]
    images = [
        {"license": 1 + n % 3, "file_name": f"COCO_train2014_{n:012d}.jpg", "coco_url": f"http://example.org/\u00e9/{n}",
         "height": 480, "width": 640, "date_captured": "2013-11-14 17:02:52", "id": n}
        for n in rng.sample(range(1, 600000), 130)
    ]
    shares = {1: 0.9, 17: 0.5, 18: 0.45, 10: 0.4}
    annotations = []
    for image in images:
        for category, share in shares.items():
            while rng.random() < share / (1 if category != 1 else 1.6):
                x, y, w, h = (round(rng.uniform(1, 200), 2) for _ in range(4))
                annotations.append({
                    "segmentation": [[x, y, x + w, y, x + w, float(round(y + h))]],
                    "area": rng.choice([w * h, w * h / 1e7, 12.0, 1e16, 9007199254740994.0]),
                    "iscrowd": int(rng.random() < 0.05), "image_id": image["id"], "bbox": [x, y, w, h],
                    "category_id": category, "id": 1000 + len(annotations)})
                if rng.random() < 0.4:
                    break
    rng.shuffle(annotations)
    info = {"description": "drawn \u2013 \"quoted\" \\ and\ttabbed \U0001f600 \u007f", "year": 2014, "nothing": None, "yes": True}
    return {"info": info, "images": images, "licenses": [{"id": 1, "name": "none"}], "annotations": annotations,
            "categories": categories}


def fnv1a(content: bytes) -> str:
    """The 64-bit FNV-1a hash, which a test can compute in two lines."""
    value = 0xCBF29CE484222325
    for byte in content:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def draw(data: dict, seed: int, shots: list) -> dict:
    """The text of each list of a seed, by file name."""
    rng = random.Random(seed)
    texts = {}
    by_id = {image["id"]: image for image in data["images"]}
    for category in sorted(data["categories"], key=lambda c: c["id"]):
        pictures = {}
        for annotation in data["annotations"]:
            if annotation["category_id"] == category["id"] and not annotation["iscrowd"]:
                pictures.setdefault(annotation["image_id"], []).append(annotation)
        kept, chosen = [], []
        for k in shots:
            complete = False
            while not complete:
                for picture in rng.sample(list(pictures), k):
                    if picture in kept or len(chosen) + len(pictures[picture]) > k:
                        continue
                    kept.append(picture)
                    chosen += pictures[picture]
                    if len(chosen) == k:
                        complete = True
                        break
            texts[f"full_box_{k}shot_{category['name']}_trainval.json"] = json.dumps({
                "info": data["info"], "licenses": data["licenses"], "images": [by_id[p] for p in kept],
                "annotations": chosen, "categories": data["categories"]})
    return texts


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "instances.json").write_text(json.dumps(make_file()))
    data = json.loads((FOLDER / "instances.json").read_text())
    digests = {}
    for seed in SEEDS:
        for name, text in draw(data, seed, SHOTS).items():
            digests[f"seed{seed}/{name}"] = fnv1a(text.encode())
            if seed == 1 and name == "full_box_2shot_traffic light_trainval.json":
                (FOLDER / "example.json").write_text(text)
    (FOLDER / "digests.json").write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
