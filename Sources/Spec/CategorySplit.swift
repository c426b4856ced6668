/// The published divisions of a data set's categories into base and novel ones, by name.
public enum CategorySplit: String, CaseIterable, Sendable, Hashable {
  /// COCO's 80 categories less the 20 that Pascal VOC has too.
  case coco20 = "coco-20"
  /// The first of the three novel sets of Pascal VOC.
  case vocSplit1 = "voc-split-1"
  /// The second.
  case vocSplit2 = "voc-split-2"
  /// The third.
  case vocSplit3 = "voc-split-3"

  /// Names of the novel categories, spelt as the data set spells them, in the order of its ids.
  public var novelCategories: [String] {
    switch self {
    case .coco20:
      [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "boat", "bird", "cat", "dog", "horse",
        "sheep", "cow", "bottle", "chair", "couch", "potted plant", "dining table", "tv",
      ]
    case .vocSplit1: ["bird", "bus", "cow", "motorbike", "sofa"]
    case .vocSplit2: ["aeroplane", "bottle", "cow", "horse", "sofa"]
    case .vocSplit3: ["boat", "cat", "motorbike", "sheep", "sofa"]
    }
  }
}

/// What few-shot models are fine-tuned and tested on.
public enum FewShotSetting: String, CaseIterable, Sendable, Hashable {
  /// Base and novel categories, K objects of each; measures of both come from one model.
  case generalized = "g-fsod"
  /// Novel categories alone; the model knows no others.
  case novelOnly = "fsod"
  /// Base categories alone, without shots: the model of base training itself, before any fine-tuning.
  case baseTraining = "base"

  /// What the tested model distinguishes.
  public var labelSpace: LabelSpace {
    switch self {
    case .generalized: .all
    case .novelOnly: .novel
    case .baseTraining: .base
    }
  }
}
