public import ArgumentParser
import Foundation
import Pipeline
import Processes
import ResultStore
public import Spec
import StrictJSON

/// `imted show`: what a run left, or what a detector is made of.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a run with its protocol, or a model's layers, parameters and cost.",
    discussion: """
      With a run: its cell, stages, measures, protocol card, and how it repeats if `imted verify` was run. With --model, to which all other options but --json and
      --results belong: what the model is made of. Costs are multiplications with additions (one of them is one) of linear layers, convolutions and attention for one
      picture at prediction. Norms, activations, RoIAlign and the choice of proposals are not counted.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String?
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "vit-s, vit-b, vit-l or tiny.") var model: ModelPreset?
  @Option(name: .customLong("arm"), help: "How the detector is built; by default full-transfer.") var chosenArm: Arm?
  @Option(name: .customLong("task"), help: "detection, the default, or single-object.") var chosenTask: LearningTask?
  @Option(
    name: .customLong("classes"), parsing: .unconditional,
    help: "Number of classes, background not counted; by default 80.")
  var chosenClasses: Int?
  @Option(help: "Picture as HEIGHTxWIDTH in pixels; by default the reference's test size, or the input of tiny.")
  var imageSize: String?
  @Option(
    parsing: .unconditional, help: "Proposals that reach the region head; by default as many as the detector keeps.")
  var proposals: Int?
  @Flag(help: "With a mask head.") var masks = false
  @Flag(help: "Show every layer, not only the parts.") var layers = false
  @Flag(help: "Print one JSON object.") var json = false

  private var arm: Arm { chosenArm ?? .fullTransfer }
  private var task: LearningTask { chosenTask ?? .detection }
  private var classes: Int { chosenClasses ?? 80 }

  func validate() throws {
    guard (runID == nil) != (model == nil) else { throw ValidationError("Name either a run or a --model.") }
    let ofModels = [
      ("--arm", chosenArm != nil), ("--task", chosenTask != nil), ("--classes", chosenClasses != nil),
      ("--image-size", imageSize != nil), ("--proposals", proposals != nil), ("--masks", masks), ("--layers", layers),
    ]
    if runID != nil, let option = ofModels.first(where: \.1) {
      throw ValidationError("\(option.0) goes with --model; a run has its own.")
    }
    guard (1...1_000_000).contains(classes) else { throw ValidationError("--classes must be in 1...1000000.") }
    guard (1...100_000).contains(proposals ?? 1) else { throw ValidationError("--proposals must be in 1...100000.") }
    guard !masks || task == .detection else {
      throw ValidationError("--masks needs the task detection; single objects have no masks.")
    }
    guard size != nil else { throw ValidationError("--image-size must be two numbers, as in 800x1344.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      guard let model else { return try showRun() }
      try checkSize(model)
      if let misfit = arm.misfit(task) {
        throw InputError(file: "--arm", found: misfit.found, expected: misfit.expected)
      }
      let table = try ModelTable(try answer(model))
      if json {
        Console.print(table.json.prettyText())
      } else {
        table.lines(title: "\(model.rawValue), \(arm.rawValue), \(classes) classes", allLayers: layers)
          .forEach(Console.print)
      }
    }
  }

  private func showRun() throws {
    let folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
    KilledRunSettling.settleIfPossible(in: folder.root)
    let database = try folder.openDatabase(.readOnly)
    var run = try RunDescription(runID ?? "", in: database)
    run.repetition = try RunRepetition.stored(of: run.row.id, in: folder.root)
    Console.print(json ? run.json.prettyText() : run.text)
    let store = ArtifactStore(lookingInto: folder.root)
    for session in RunnerSession.all(in: folder.root) {
      guard let steps = session.runs.first(where: { $0.id == run.row.id })?.steps else { continue }
      Console.error("at work on it: \(session.holder) since \(session.startedAt)")
      for step in steps {
        if let holder = store.holder(of: step.key) { Console.error("\(step.role.rawValue): \(holder)") }
      }
    }
  }

  private var size: (height: Int, width: Int)? {
    guard let imageSize else {
      guard let model, model == .tiny else { return (800, 1344) }
      return (model.backbone.imageSize, model.backbone.imageSize)
    }
    let sides = imageSize.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1] else { return nil }
    return (height, width)
  }

  /// Throws where the picture has a side that the model cannot take.
  private func checkSize(_ model: ModelPreset) throws(InputError) {
    guard let imageSize, let size else { return }
    let step = 2 * model.backbone.patchSize
    for side in [size.height, size.width] where !(1...65_536).contains(side) || side % step != 0 {
      throw InputError(
        file: "--image-size", found: "\(side) pixels in \"\(imageSize)\"",
        expected: "sides of at most 65536 pixels, each a multiple of \(step), two patches")
    }
  }

  /// What the worker, which alone can build the model, says of it.
  private func answer(_ model: ModelPreset) throws -> JSONNode {
    guard let size else { fatalError("the image size was not validated") }
    var spec = ModelSpec(model)
    spec.maskHead = masks
    var request = JSONObject([
      ("model", spec.json), ("arm", .string(arm.rawValue)), ("task", .string(task.rawValue)),
      ("classes", .integer(classes)), ("height_px", .integer(size.height)), ("width_px", .integer(size.width)),
    ])
    request["proposals"] = proposals.map { .integer($0) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("imted-show-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(JSONValue.object(request).canonicalText.utf8).write(to: file)
    let answer = try WorkerProgram.run(["--describe", file.path])
    guard answer.status == 0 else {
      if case .error(let code, let message) = WorkerMessage(line: answer.output.trimmingCharacters(in: .newlines)) {
        Console.error(message)
        throw ExitCode(Int32(truncatingIfNeeded: code))
      }
      Console.error("the worker ended with \(answer.status) and did not say why. \(answer.errors.suffix(2000))")
      throw ExitStatus.bug
    }
    return try JSONDocument(text: answer.output).root
  }
}

extension Arm: ExpressibleByArgument {}
extension LearningTask: ExpressibleByArgument {}
