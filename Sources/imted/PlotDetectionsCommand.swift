import ArgumentParser
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted plot detections RUN`: pictures with what a run's detector found and missed.
struct PlotDetectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detections", abstract: "Draw a run's detections on pictures: hits, false positives, missed objects.",
    discussion: """
      Matches are those of the run's evaluation, at the IoU chosen. The pictures are in the file, which needs no other.
      Without --images or --worst, pictures are drawn at random with a seed.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(parsing: .upToNextOption, help: "Ids of the pictures to show.") var images: [Int] = []
  @Option(parsing: .unconditional, help: "Show so many pictures with the most errors.") var worst: Int?
  @Option(parsing: .unconditional, help: "Show so many pictures drawn at random (12 by default).") var sample: Int?
  @Option(parsing: .unconditional, help: "Seed of that draw.") var seed = 0
  @Option(parsing: .unconditional, help: "Pictures beside each other.") var columns = 4
  @Option(help: "The least IoU of a match, 0.1 to 1.") var iou = 0.5
  @Option(help: "The least score of a detection that is looked at.") var minScore = 0.3
  @Option(help: "Overlaps of boxes (bbox) or of masks (segm).") var iouType = EvaluateCommand.IoUType.bbox
  @Option(help: "Objects that count, such as novel or \"visible[0,0.5)\".") var subset = "all"
  @Option(help: "Only this category (repeatable).") var category: [String] = []
  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard [!images.isEmpty, worst != nil, sample != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Choose pictures by one of --images, --worst and --sample.")
    }
    guard (1...1000).contains(worst ?? sample ?? 1) else { throw ValidationError("Show 1 to 1000 pictures.") }
    guard (1...12).contains(columns) else { throw ValidationError("--columns must be in 1...12.") }
    guard (0.1...1).contains(iou) else { throw ValidationError("--iou must be in 0.1...1.") }
    guard minScore.isFinite else { throw ValidationError("--min-score must be a number.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      var question = StoredDetections.Question()
      (question.iouType, question.iou, question.minimumScore) = (iouType.declared, iou, minScore)
      (question.subset, question.categories) = (try Subset(option: "--subset", subset), category)
      let stored = try StoredDetections(
        of: try StoredRun.found(runID, results: results), results: results, question)
      let sheet = try stored.sheet(choice, columns: columns)
      try output.write(Figure(title: sheet.title, [sheet.plot]))
    }
  }

  private var choice: PictureChoice {
    if !images.isEmpty { return .ids(images) }
    if let worst { return .worst(worst) }
    return .sample(sample ?? 12, seed: seed)
  }
}
