import Pipeline
import Spec
public import StrictJSON
import Torch

/// Runs one stage in this process.
public enum Worker {
  /// Runs the stage that a request file describes; what goes wrong is told through the reporter.
  ///
  /// - Returns: The exit code: 0 done, 65 bad input, 70 a bug or a training that went astray, 130 told to stop.
  public static func run(requestFile: String, _ reporter: StageReporter = StageReporter()) -> Int32 {
    reporter.exitCode {
      let (request, config) = try StageRequest.read(file: requestFile)
      try WholeInputs.check(request)
      try run(request, config, reporter)
      if request.kind == .pretrain || request.kind == .train, let bytes = PeakMemory.bytes {
        reporter.message("peak memory of the process: \(bytes >> 20) MiB")
      }
    }
  }

  private static func run(_ request: StageRequest, _ config: JSONNode, _ reporter: StageReporter) throws {
    switch request.kind {
    case .composeData: try ComposeDataStage(config: ComposeDataConfig(config)).run(request, reporter)
    case .importData: try ImportDataStage(config: ImportDataConfig(config)).run(request, reporter)
    case .pretrain: try PretrainStage(config: PretrainConfig(config)).run(request, reporter)
    case .importWeights: try ImportWeightsStage(config: ImportWeightsConfig(config)).run(request, reporter)
    case .transfer: try TransferStage(config: TransferConfig(config)).run(request, reporter)
    case .train: try TrainStage(config: TrainConfig(config)).run(request, reporter)
    case .predict: try PredictStage(config: PredictConfig(config)).run(request, reporter)
    case .extractFeatures: try ExtractFeaturesStage(config: ExtractFeaturesConfig(config)).run(request, reporter)
    case .evaluate: try EvaluateStage(config: EvaluateConfig(config)).run(request, reporter)
    }
  }

  /// Facts about the tensor library for `imted doctor`, and for keys.
  public static var facts: JSONValue {
    [
      "libtorch": .string(TorchLibrary.loadedVersion), "headers": .string(TorchLibrary.compiledVersion),
      "threads": .string(String(TorchLibrary.threads)),
      "cuda": .string((try? TorchLibrary.prepare(Device("cuda") ?? .cpu)) == nil ? "no" : "yes"),
    ]
  }
}
