import Checkpoints
import Foundation
import Processes
import StrictJSON
import Testing

/// `--device cuda` without a card: on a stand-in that refuses to mix its tensors with the processor's.
extension EndToEnd {
  @Suite struct CardTests {
    /// The log's line of a process that computed on the card.
    private static let refused = "a mixture is refused"

    @Test func anExperimentOnTheCardLearnsWhatItLearnsOnTheProcessor() throws {
      let whole = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      let (card, results) = (try StandInCard(in: scratch), scratch("results"))
      func run() throws -> RunningProgram {
        try IMTED.start(
          ["run", whole.spec, "--results", results, "--device", "cuda", "--checkpoint-seconds", "0"],
          environment: card.environment)
      }
      // Stopped in the midst of a training, so that what the optimiser keeps comes back to the card from a file.
      let first = try run()
      let checkpoints = results + "/objects/.checkpoints"
      while first.process.isRunning, !first.errors.contains("started   train") || Files.below(checkpoints).isEmpty {
        usleep(2_000)
      }
      first.signal(SIGINT)
      #expect(try first.outcome().status == 130)
      let second = try run().outcome()
      #expect(second.status == 0, "\(second.errors)")
      #expect(second.errors.contains("goes on from step"), "\(second.errors)")
      let devices = try Database.ask(results, "SELECT DISTINCT device FROM run")
      #expect(devices == ["cuda"])
      // A process a stage: 1 pre-training, 3 base trainings, 6 fine-tunings, 6 predictions, 6 extractions.
      #expect(card.lines.count >= 22 && card.lines.allSatisfy { $0 == Self.refused }, "\(card.lines)")
      try expectNearlyEqualWeights(in: results, and: whole.results)
      let id = try #require(try Database.ask(results, "SELECT id FROM run ORDER BY id LIMIT 1").first)
      for command in [["verify", id], ["reconstruct", id, "--device", "cuda", "--out", scratch("mae.svg")]] {
        let outcome = try IMTED.start(command + ["--results", results], environment: card.environment).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        if command[0] == "verify" { #expect(outcome.output.contains("bit-equal"), "\(outcome.output)") }
      }
    }

    /// All arms, kinds of numbers and ways to train.
    @Test func everyArmTrainsAndPredictsOnTheCard() throws {
      let scratch = try Scratch()
      let card = try StandInCard(in: scratch)
      var spec = try Repository.experiment("benchmarks/smoke/mask.json")
      spec["pretrain"] = ["samples": 16, "batch_size": 8]
      spec["train"] = ["iterations": 2, "batch_size": 4, "drop_path": 0.1, "layer_decay": 0.75]
      spec["matrix"] = [
        "arms": .strings([
          "full-transfer", "vitdet", "random-decoder", "encoder-only", "scratch", "decoder-on-fpn",
          "full-transfer-single-scale", "encoder-only-4conv1fc", "fc-on-encoder",
        ]),
        "seeds": [0],
        "variants": [
          ["name": "float32", "set": ["model.mask_head": false]],
          [
            "name": "float16",
            "set": [
              "train.precision": "float16", "train.accumulate_steps": 2,
              "train.augmentation": [
                "policy": "multi-scale-crop", "short_side_px": [32, 48], "long_side_px": 64,
                "crop_short_side_px": [40, 56], "crop_px": [24, 40],
              ],
            ],
          ],
          [
            "name": "bfloat16",
            "set": [
              "pretrain.precision": "bfloat16", "train.precision": "bfloat16", "train.checkpoint_encoder": true,
            ],
          ],
        ],
        "exclude": [
          [
            "variant": ["float16", "bfloat16"],
            "arm": .strings([
              "random-decoder", "encoder-only", "scratch", "decoder-on-fpn", "full-transfer-single-scale",
              "encoder-only-4conv1fc", "fc-on-encoder",
            ]),
          ]
        ],
      ]
      spec["evaluation"] = [
        "split": "test", "score_threshold": 0, "nms_iou": 0.5, "max_detections": 20, "iou_types": ["bbox"],
        "subsets": ["all"],
      ]
      spec["tables"] = []
      let file = try scratch.write("spec.json", .object(spec))
      let run = try IMTED.start(
        ["run", file, "--results", scratch("results"), "--device", "cuda"], environment: card.environment
      ).outcome()
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("13 of 13 runs done"), "\(run.output)")
      #expect(card.lines.count >= 28 && card.lines.allSatisfy { $0 == Self.refused }, "\(card.lines)")
    }

    @Test func aMachineWithoutACardSaysSo() throws {
      let scratch = try Scratch()
      // Before any that the machine may have.
      try scratch.write("broken/libtorch_cuda.so", "no library")
      let run = try IMTED.run(
        "run", Repository.path("benchmarks/smoke/few-shot.json"), "--results", scratch("results"), "--device", "cuda",
        environment: ["LD_LIBRARY_PATH": scratch("broken")])
      #expect(run.status != 0)
      #expect(run.errors.contains("the device cuda, and the CUDA half of libtorch cannot be loaded"), "\(run.errors)")
    }

    private func expectNearlyEqualWeights(in results: String, and others: String) throws {
      let files = Files.named("weights.safetensors", below: results + "/objects")
      #expect(files.count >= 10)
      for file in files {
        let other = others + file.dropFirst(results.count)
        let (own, expected) = (try Checkpoint.read(file).tensors, try Checkpoint.read(other).tensors)
        #expect(own.map(\.key) == expected.map(\.key))
        for (a, b) in zip(own, expected) {
          let furthest = zip(try a.floats(), try b.floats()).map { abs($0 - $1) }.max() ?? 0
          // Attention is computed by another kernel; Adam makes much of the sign of gradients that are next to 0.
          #expect(furthest < 2e-3, "\(file): \(a.key) differs by \(furthest)")
        }
      }
    }
  }
}
