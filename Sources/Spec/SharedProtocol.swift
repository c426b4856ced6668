import StrictJSON

/// What must agree for two numbers to be compared: what was evaluated, and how. Its digest is the protocol's identity.
public struct SharedProtocol: Sendable, Equatable {
  /// The evaluated pictures.
  public struct Evaluated: Sendable, Equatable {
    /// The split.
    public var split: Split
    /// SHA-256 of the annotation file that was read.
    public var annotations: Digest
    /// Number of its pictures.
    public var pictures: Int
    /// Number of its objects, crowds left out.
    public var objects: Int
    /// Number of its categories.
    public var categories: Int

    /// The evaluated pictures from their facts.
    public init(split: Split, annotations: Digest, pictures: Int, objects: Int, categories: Int) {
      (self.split, self.annotations) = (split, annotations)
      (self.pictures, self.objects, self.categories) = (pictures, objects, categories)
    }
  }

  /// What the model's outputs stand for.
  public struct Labels: Sendable, Equatable {
    /// The categories that the model distinguishes.
    public var space: LabelSpace
    /// Their names in the order of the model's outputs.
    public var order: [String]
    /// All base categories.
    public var base: [String]
    /// All novel categories.
    public var novel: [String]

    /// Labels from their parts.
    public init(space: LabelSpace, order: [String], base: [String], novel: [String]) {
      (self.space, self.order, self.base, self.novel) = (space, order, base, novel)
    }
  }

  /// The rule of few shots. K always counts boxes, not pictures.
  public struct Shots: Sendable, Equatable {
    /// What is fine-tuned and tested on.
    public var setting: FewShotSetting
    /// How the lists are laid out that the shots are from; nil if they are drawn from the training file.
    public var lists: ListedShots?

    /// Shots that come from lists.
    public struct ListedShots: Sendable, Equatable {
      /// How the lists are laid out.
      public var format: ShotListFormat
      /// Whether boxes on one picture are learnt together.
      public var boxRecords: BoxRecords

      /// Lists from their parts.
      public init(format: ShotListFormat, boxRecords: BoxRecords) {
        (self.format, self.boxRecords) = (format, boxRecords)
      }
    }

    /// A rule from its parts.
    public init(setting: FewShotSetting, lists: ListedShots?) { (self.setting, self.lists) = (setting, lists) }
  }

  /// Which detections count, and at which size pictures are looked at. No picture is changed otherwise at test.
  public struct Prediction: Sendable, Equatable {
    /// Detections below this score are dropped.
    public var scoreThreshold: Double
    /// Detections of one class that overlap a better one by more are dropped.
    public var nmsIoU: Double
    /// Most detections kept for a picture.
    public var maxDetections: Int
    /// The size of pictures, proportions kept; nil if they are stretched to a square.
    public var testSize: TestSizeSpec?
    /// The side of that square, in pixels; nil if proportions are kept.
    public var squareSide: Int?

    /// The settings that a stage `predict` was given.
    public init(_ config: PredictConfig) {
      (scoreThreshold, nmsIoU, maxDetections) = (config.scoreThreshold, config.nmsIoU, config.maxDetections)
      testSize = config.testSize
      squareSide = config.testSize == nil ? config.model.backbone.imageSize : nil
    }
  }

  /// How measures are defined.
  public struct Measures: Sendable, Equatable {
    /// COCO's caps on detections per picture and category.
    public var maxDetections: [Int]
    /// Which objects the words `occluded` and `separated` stand for, as far as they are used: those of the list with this
    /// digest; nil for those that masks and visible fractions make so.
    public var occlusion: [(kind: Subset.Occlusion, list: Digest?)]
    /// Name and version of the definition of CoLoc and Acc; nil where they are not measured.
    public var singleObject: String?
    /// Name and version of the evaluator.
    public var evaluator: String

    /// Measures from their parts; subsets say which words are used.
    public init(_ config: EvaluateConfig, maxDetections: [Int], singleObject: String, evaluator: String) {
      (self.maxDetections, self.evaluator) = (maxDetections, evaluator)
      occlusion = Subset.Occlusion.allCases.filter { kind in config.subsets.contains { $0.occlusion == kind } }
        .map { kind in (kind, config.occlusionLists.first { $0.kind == kind }?.content) }
      self.singleObject = config.task == .singleObject ? singleObject : nil
    }

    /// Whether all definitions are equal.
    public static func == (a: Self, b: Self) -> Bool { a.json == b.json }
  }

  /// What is measured.
  public var task: LearningTask
  /// The evaluated pictures.
  public var evaluated: Evaluated
  /// What the model's outputs stand for.
  public var labels: Labels
  /// The rule of few shots; nil without shots.
  public var shots: Shots?
  /// Which detections count.
  public var prediction: Prediction
  /// How measures are defined.
  public var measures: Measures

  /// A protocol from its parts.
  public init(
    task: LearningTask, evaluated: Evaluated, labels: Labels, shots: Shots?, prediction: Prediction, measures: Measures
  ) {
    self.task = task
    self.evaluated = evaluated
    self.labels = labels
    self.shots = shots
    self.prediction = prediction
    self.measures = measures
  }

  /// The identity: SHA-256 of the canonical text of `json`.
  public var digest: Digest { Digest(of: json) }
}
