public import Plots

/// Pictures with what a detector found and missed on them.
public struct DetectionSheet: Sendable {
  /// What a box stands for.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// A detection that found an object.
    case truePositive
    /// A detection that found none.
    case falsePositive
    /// An object that no detection found.
    case missed
    /// A detection on an object that does not count.
    case ignored
  }

  /// A box with its words.
  public struct Box: Sendable, Equatable {
    /// Left edge, pixels of the data set's picture.
    public var left: Double
    /// Top edge.
    public var top: Double
    /// Right edge.
    public var right: Double
    /// Bottom edge.
    public var bottom: Double
    /// What it stands for.
    public var kind: Kind
    /// The category's name.
    public var category: String
    /// The detection's score; nil for an object.
    public var score: Double?

    /// A box from its parts.
    public init(
      left: Double, top: Double, right: Double, bottom: Double, kind: Kind, category: String, score: Double?
    ) {
      (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
      (self.kind, self.category, self.score) = (kind, category, score)
    }
  }

  /// A picture.
  public struct Picture: Sendable, Equatable {
    /// Its id.
    public var id: Int
    /// The picture file.
    public var file: EmbeddedPicture
    /// What stands on it.
    public var boxes: [Box]

    /// A picture from its parts.
    public init(id: Int, file: EmbeddedPicture, boxes: [Box]) {
      (self.id, self.file, self.boxes) = (id, file, boxes)
    }
  }

  /// Whose detections these are.
  public var title: String
  /// The pictures.
  public var pictures: [Picture]
  /// How many stand beside each other.
  public var columns: Int
  /// The least overlap of a match.
  public var iou: Double
  /// What overlaps are measured between: `bbox` or `segm`.
  public var iouType: String
  /// The least score of a detection that is looked at.
  public var minimumScore: Double
  /// Sentences on which objects count and which pictures these are.
  public var notes: [String]

  /// A sheet from its parts.
  public init(
    title: String, pictures: [Picture], columns: Int, iou: Double, iouType: String, minimumScore: Double,
    notes: [String]
  ) {
    (self.title, self.pictures, self.columns, self.notes) = (title, pictures, columns, notes)
    (self.iou, self.iouType, self.minimumScore) = (iou, iouType, minimumScore)
  }

  /// The sheet as a plot. Missed objects lie under detections, hits over false positives.
  public var plot: PictureSheet {
    let order: [Kind] = [.ignored, .missed, .falsePositive, .truePositive]
    let items = pictures.map { picture in
      PictureSheet.Item(
        picture.file, caption: caption(picture),
        marks: order.flatMap { kind in
          picture.boxes.filter { $0.kind == kind }.map { box in
            PictureSheet.Mark(
              left: box.left, top: box.top, right: box.right, bottom: box.bottom, style: kind.style,
              label: box.category + (box.score.map { " " + Self.hundredths($0) } ?? ""))
          }
        })
    }
    let seen = Set(pictures.flatMap { $0.boxes.map(\.kind) })
    let kinds = Kind.allCases.filter { $0 != .ignored || seen.contains($0) }
    let measure = iouType == "segm" ? "masks" : "boxes"
    return PictureSheet(
      title: title, columns: columns, legend: kinds.map { ($0.style, $0.words) }, items: items,
      notes: [
        "Matches are the evaluation's own, at an IoU of \(Self.hundredths(iou)) between \(measure); detections with a"
          + " score of at least \(Self.hundredths(minimumScore)). Numbers at detections are their scores."
      ] + notes)
  }

  private func caption(_ picture: Picture) -> String {
    func count(_ kind: Kind) -> Int { picture.boxes.count { $0.kind == kind } }
    return "id \(picture.id): \(count(.truePositive)) TP, \(count(.falsePositive)) FP, \(count(.missed)) FN"
  }

  /// `0.05`, `1.00`; a number that is not a whole hundredth is rounded.
  private static func hundredths(_ value: Double) -> String {
    let whole = Int((value * 100).rounded())
    return "\(whole / 100)." + (whole % 100 < 10 ? "0" : "") + "\(whole % 100)"
  }
}

extension DetectionSheet.Kind {
  fileprivate var style: BoxStyle {
    switch self {
    case .truePositive: .right
    case .falsePositive: .wrong
    case .missed: .missed
    case .ignored: .ignored
    }
  }

  fileprivate var words: String {
    switch self {
    case .truePositive: "true positive (TP)"
    case .falsePositive: "false positive (FP)"
    case .missed: "missed object (FN)"
    case .ignored: "on an object that does not count"
    }
  }
}
