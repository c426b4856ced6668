public import StrictJSON

/// What can be wrong with the data of an experiment before anything has run.
public enum DataRule: String, CaseIterable, Sendable {
  /// A file of the data that cannot be read, or holds what it must not.
  case readable
  /// A picture that is both in training and in evaluation.
  case trainTestOverlap = "train-test-overlap"
  /// A picture of the shots that is in evaluation.
  case supportTestOverlap = "support-test-overlap"
  /// A picture of pre-training that is in evaluation.
  case pretrainTestOverlap = "pretrain-test-overlap"
  /// A category that the training file lacks although the experiment names it.
  case unknownCategory = "unknown-category"
  /// An evaluation file without all categories of training: labels would shift, and absent ones would not count.
  case testCategories = "test-categories"
  /// A list of shots whose categories are in another order, or have other ids, than the training file's.
  case categoryOrder = "category-order"
  /// Files whose categories are in an order that gives learnt labels to other categories, where labels go by it.
  case labelOrder = "label-order"
  /// A list with another number of boxes than K.
  case shotCount = "shot-count"
  /// A list of K pictures that hold more than K boxes.
  case imageShots = "image-shots"
  /// A list that names more pictures than it has shots.
  case shotPictures = "shot-pictures"
  /// Shots without area, which training leaves out.
  case emptyShots = "empty-shots"
  /// Shots that are not among those of a larger K.
  case nesting
  /// Annotations of two lists, or of one, with the same id.
  case duplicateAnnotations = "duplicate-annotations"
  /// Fewer boxes of a category than are to be drawn.
  case boxesAvailable = "boxes-available"
  /// A share of the training pictures that comes to none.
  case emptyShare = "empty-share"
  /// Novel objects in the file that base training reads.
  case novelInBase = "novel-in-base"
  /// An object without a mask where masks are trained on or measured.
  case masks
  /// A picture file that is missing, is none, or has another size than is written.
  case pictures
  /// A subset that no object of the measured split is in.
  case emptySubset = "empty-subset"
  /// One file to choose by and to report on.
  case developmentIsTest = "development-is-test"
  /// A picture of the single-object task with none or several objects.
  case singleObject = "single-object"
  /// Imported lists of seed 0 that do not nest.
  case importedNesting = "imported-nesting"
  /// Imported lists of seed 0 that name pictures without a box beside those of their K boxes.
  case importedPictures = "imported-pictures"
  /// Pictures of VOC lists that hold more than K boxes, of which K are drawn.
  case vocSurplus = "voc-surplus"

  /// How bad a finding is.
  public enum Severity: String, Sendable, Comparable {
    /// Results are right, but something about them must be known.
    case warning
    /// Results would be wrong, or there would be none.
    case error

    /// Warnings come before errors.
    public static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
  }

  /// How bad a finding of the rule is.
  public var severity: Severity {
    switch self {
    case .novelInBase, .emptyShots, .emptySubset, .developmentIsTest, .importedNesting, .importedPictures, .vocSurplus:
      .warning
    default: .error
    }
  }

  /// What the rule asks for, in one sentence.
  public var sentence: String {
    switch self {
    case .readable: "Every file of the data can be read and is whole."
    case .trainTestOverlap: "No evaluated picture is trained on."
    case .supportTestOverlap: "No evaluated picture is among the shots."
    case .pretrainTestOverlap: "No evaluated picture is pre-trained on."
    case .unknownCategory: "The training file has every novel category."
    case .testCategories: "Evaluation files have all categories of training, with or without objects."
    case .categoryOrder: "Lists of shots have the training file's categories, ids and order."
    case .labelOrder: "Where labels go by the files, training lists base before novel, and evaluation as training does."
    case .shotCount: "Every list has exactly K boxes of its category."
    case .imageShots: "K counts boxes, not pictures."
    case .shotPictures: "A list names no more pictures than it has shots."
    case .emptyShots: "Every shot has an area; training leaves out those without."
    case .nesting: "The shots of a seed are among those of each larger K."
    case .duplicateAnnotations: "No annotation is in two lists or twice in one."
    case .boxesAvailable: "Each category has as many boxes as are drawn."
    case .emptyShare: "A share of the training pictures holds one at least."
    case .novelInBase: "Base training drops the novel objects of its file; they become unlabelled background."
    case .masks: "Every object has a mask where masks are trained on or measured."
    case .pictures: "Every picture is there, is a JPEG or PNG, and has the size that its file of annotations says."
    case .emptySubset: "Every subset has objects to measure."
    case .developmentIsTest: "Nothing is chosen by the pictures that are reported on."
    case .singleObject: "Each picture of the single-object task shows one object."
    case .importedNesting: "Imported lists of seed 0 need not nest, which compares numbers of shots less sharply."
    case .importedPictures: "Imported lists of seed 0 may name pictures without a box, which training leaves out."
    case .vocSurplus: "VOC lists name whole pictures; where they hold more than K boxes, K are drawn by the seed."
    }
  }
}

/// One thing that is wrong with the data, or should be known about it.
public struct DataFinding: Sendable, Equatable {
  /// The rule that is broken.
  public let rule: DataRule
  /// Where, what was found and what was expected.
  public let place: InputError

  /// A finding.
  public init(_ rule: DataRule, _ place: InputError) { (self.rule, self.place) = (rule, place) }

  /// `file:line:column: $.path: found …, expected … (rule)`.
  public var text: String { "\(place) (\(rule.rawValue))" }

  /// The finding as a JSON value; places that are not known are null.
  public var json: JSONValue {
    .object([
      ("rule", .string(rule.rawValue)), ("severity", .string(rule.severity.rawValue)),
      ("sentence", .string(rule.sentence)), ("file", place.file.map { .string($0) } ?? .null),
      ("line", place.line.map { .integer($0) } ?? .null), ("column", place.column.map { .integer($0) } ?? .null),
      ("path", place.jsonPath.map { .string($0) } ?? .null), ("found", .string(place.found)),
      ("expected", .string(place.expected)),
    ])
  }
}
