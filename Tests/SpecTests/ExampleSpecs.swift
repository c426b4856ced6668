/// The experiments of the tests, as people write them.
enum ExampleSpecs {
  static let composed = """
    {
      "format": "imted-bench/experiment/1",
      "name": "few-shot",
      "title": "Few shots",
      "notes": "free text",
      "task": "detection",
      "data": {
        "kind": "composed", "seed": 0, "image_size_px": 96,
        "categories": {"base": ["bird", "fruit", "hat"], "novel": ["fish", "tool"]},
        "objects_per_image": [1, 4], "object_size": [0.25, 0.6], "occlusion": 0.5,
        "exemplar_shares": {"pretrain": 0.4, "train": 0.3, "development": 0.1, "test": 0.2},
        "images": {"pretrain": 24000, "train": 4000, "development": 500, "test": 1000}
      },
      "model": {"preset": "tiny"},
      "pretrain": {"samples": 282000, "batch_size": 128, "lr": 0.001},
      "train": {"epochs": 20, "batch_size": 32, "lr": 0.001, "lr_by_arm": {"encoder-only": 0.0005}},
      "fine_tune": {"iterations": 400, "batch_size": 16, "lr": 0.0003},
      "matrix": {"arms": ["full-transfer", "encoder-only", "random-decoder", "scratch"], "shots": [10, 30],
        "seeds": [0, 1, 2]},
      "evaluation": {"split": "test", "subsets": ["all", "base", "novel", "novel visible[0,0.5)"], "features": true},
      "tables": [
        {"name": "main", "title": "Novel AP", "rows": ["shots", "arm"],
          "columns": [{"metric": "AP", "subset": "novel", "label": "nAP"}, {"metric": "AP50"}],
          "baseline": {"arm": "encoder-only"}}
      ]
    }
    """

  static let coco = """
    {
      "format": "imted-bench/experiment/1",
      "name": "coco-occlusion",
      "data": {
        "kind": "coco",
        "pretrain": {"images": "coco/train2017"},
        "train": {"images": "coco/train2017", "annotations": "coco/instances_train2017.json"},
        "test": {"images": "coco/val2017", "annotations": "coco/instances_val2017.json"},
        "novel_categories": ["person", "dog"]
      },
      "model": {"preset": "vit-b", "image_size_px": 448},
      "matrix": {"arms": ["full-transfer", "encoder-only"]},
      "evaluation": {"subsets": ["all", "visible[0.5,1]"]}
    }
    """
}
