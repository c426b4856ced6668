import Spec
import StrictJSON
import Testing

@Suite struct ArmTests {
  private func experiment(_ arms: String, task: String) throws(InputError) -> ExperimentSpec {
    let text = ExampleSpecs.coco.replacing("\"name\"", with: "\"task\": \"\(task)\", \"name\"")
      .replacing("[\"full-transfer\", \"encoder-only\"]", with: arms)
    return try ExperimentSpec(document: JSONDocument(bytes: Array(text.utf8), file: "spec.json"))
  }

  @Test func allFitDetection() throws {
    let all = "[" + Arm.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + "]"
    #expect(try experiment(all, task: "detection").matrix.arms == Arm.allCases)
  }

  @Test func thoseThatDifferByThePyramidAreRefusedForSingleObjects() throws {
    for (arm, twin) in [
      (Arm.decoderOnFPN, "full-transfer"), (.fullTransferSingleScale, "full-transfer"), (.fcOnEncoder, "encoder-only"),
    ] {
      let error = #expect(throws: InputError.self) {
        try experiment("[\"scratch\", \"\(arm.rawValue)\"]", task: "single-object")
      }
      #expect(error?.jsonPath == "$.matrix.arms[1]")
      #expect(error?.found == "the arm \"\(arm.rawValue)\" with the task \"single-object\"")
      #expect(error?.expected.hasSuffix(": without a pyramid it is the arm \"\(twin)\"") == true)
      let config = TransferConfig(
        arm: arm, task: .singleObject, model: ModelSpec(.tiny), seed: 0, labelSpace: .all, categoryCount: 3)
      #expect(throws: InputError.self) { try TransferConfig(JSONDocument(value: config.json).root) }
    }
    let own = try experiment("[\"scratch\", \"encoder-only-4conv1fc\"]", task: "single-object")
    #expect(own.matrix.arms.count == 2)
  }

  @Test func vitDetIsNothingWithoutItsPyramid() {
    let error = #expect(throws: InputError.self) { try experiment("[\"vitdet\"]", task: "single-object") }
    #expect(error?.jsonPath == "$.matrix.arms[0]")
    #expect(error?.expected.contains("vitdet") == false)
    #expect(error?.expected.hasSuffix(": without a pyramid it is nothing that was published") == true)
    #expect(Arm.vitDet.fits(.detection) && !Arm.vitDet.fits(.singleObject) && Arm.vitDet.withoutPyramid == nil)
  }

  @Test func sourcesOfTheNewArmsAreWhatTheirNamesSay() {
    for arm in [Arm.decoderOnFPN, .fullTransferSingleScale] {
      #expect((arm.encoder, arm.decoder) == (.pretrained, .pretrained))
    }
    for arm in [Arm.fcOnEncoder, .encoderOnlyConvolutional, .vitDet] {
      #expect((arm.encoder, arm.decoder) == (.pretrained, .absent))
    }
    #expect(Arm.allCases.filter { !$0.needsPretraining } == [.scratch])
  }
}
