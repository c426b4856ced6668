import Foundation
import Spec
import StrictJSON
import Testing

@Suite struct SpecSourceTests {
  private let folder = NSTemporaryDirectory() + "spec-source-" + UUID().uuidString

  private func write(_ name: String, _ text: String) throws -> String {
    let file = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  private func common() throws -> String {
    try write(
      "parts/common.json",
      """
      {
        "format": "imted-bench/experiment/1",
        "data": {"kind": "composed", "categories": {"base": ["bird", "fruit"], "novel": ["fish"]}},
        "model": {"preset": "tiny"},
        "train": {"epochs": 3, "lr": 0.5,
          "lr_by_arm": {"scratch": 0.25}},
        "fine_tune": {"iterations": 5}
      }
      """)
  }

  private func study(_ extra: String = "") throws -> String {
    _ = try common()
    return try write(
      "study.json",
      """
      {
        "extends": "parts/common.json",
        "name": "study",
        "train": {"lr": 0.125},
        \(extra)
        "matrix": {"arms": ["scratch"], "shots": [1, 5]}
      }
      """)
  }

  @Test func sharedPartsAreMergedMemberByMember() throws {
    let spec = try ExperimentSpec(file: try study())
    #expect(spec.name == "study" && spec.train.lr == 0.125 && spec.train.length == .epochs(3))
    #expect(spec.train.lrByArm == [.scratch: 0.25] && spec.fineTune?.length == .iterations(5))
  }

  @Test func listsReplaceAndNullTakesAway() throws {
    let spec = try ExperimentSpec(
      file: try study(#""data": {"categories": {"base": ["hat"], "novel": null}}, "fine_tune": null,"#)
        .replacingShots())
    guard case .composed(let data) = spec.data else { throw InputError(found: "no scenes", expected: "scenes") }
    #expect(data.baseCategories == ["hat"] && data.novelCategories.isEmpty && spec.fineTune == nil)
  }

  @Test func laterFilesGoOverEarlierOnesAndAFileMayExtendAFile() throws {
    _ = try common()
    _ = try write("parts/mine.json", #"{"extends": "common.json", "train": {"epochs": 7}}"#)
    _ = try write("parts/rate.json", #"{"train": {"lr": 0.75}}"#)
    let file = try write(
      "two.json",
      """
      {"extends": ["parts/mine.json", "./parts/rate.json"], "name": "two",
       "matrix": {"arms": ["scratch"], "shots": [1]}}
      """)
    let source = try SpecSource(file: file)
    let spec = try ExperimentSpec(source)
    #expect(spec.train.length == .epochs(7) && spec.train.lr == 0.75)
    let names = source.files.map { ($0 as NSString).lastPathComponent }
    #expect(names == ["two.json", "mine.json", "common.json", "rate.json"])
  }

  @Test func theMergedExperimentIsTheOneWrittenInOneFile() throws {
    let merged = try ExperimentSpec(file: try study())
    let whole = try ExperimentSpec(document: JSONDocument(value: merged.json))
    #expect(whole.json == merged.json)
  }

  @Test func everyValueSaysWhereItIsFrom() throws {
    let source = try SpecSource(file: try study(), overrides: ["matrix.seeds=[4]"])
    func origin(_ path: String) -> String {
      source.origin(of: path).description.replacingOccurrences(of: folder + "/", with: "")
    }
    #expect(origin("$.train.lr") == "study.json:4")
    #expect(origin("$.train.epochs") == "parts/common.json:5")
    #expect(origin("$.train.lr_by_arm.scratch") == "parts/common.json:6")
    #expect(origin("$.data.categories.base[1]") == "parts/common.json:3")
    #expect(origin("$.train.batch_size") == "default")
    #expect(origin("$.evaluation.split") == "default")
    #expect(origin("$.matrix.seeds[0]") == "--set matrix.seeds=[4]")
    #expect(origin("$.matrix.shots[1]") == "study.json:6")
  }

  @Test func errorsPointIntoTheFileThatAValueIsFrom() throws {
    let file = try study()
    _ = try write(
      "parts/common.json",
      try String(contentsOfFile: folder + "/parts/common.json", encoding: .utf8)
        .replacingOccurrences(of: "\"scratch\": 0.25", with: "\"scrach\": 0.25"))
    let error = #expect(throws: InputError.self) { try ExperimentSpec(file: file) }
    #expect(error?.file?.hasSuffix("parts/common.json") == true && error?.line == 6, "\(error as Any)")
    #expect(error?.nearest == "scratch")
    let own = #expect(throws: InputError.self) {
      try ExperimentSpec(file: try study(#""trian": {"epochs": 3},"#))
    }
    #expect(own?.file?.hasSuffix("study.json") == true && own?.line == 5, "\(own as Any)")
    let set = #expect(throws: InputError.self) {
      try ExperimentSpec(file: try study(), overrides: ["train.lr=-1"])
    }
    #expect(set?.file == "--set train.lr=-1" && set?.line == nil, "\(set as Any)")
  }

  @Test func whatCannotBeExtendedIsRefusedAtItsPlace() throws {
    let missing = try write("a.json", "{\n\"extends\": \"nowhere.json\"}")
    let error = #expect(throws: InputError.self) { try ExperimentSpec(file: missing) }
    #expect(error?.file == missing && error?.line == 2 && error?.jsonPath == "$.extends", "\(error as Any)")
    _ = try write("b.json", #"{"extends": "c.json"}"#)
    let ring = try write("c.json", #"{"extends": ["./b.json"]}"#)
    let cycle = #expect(throws: InputError.self) { try ExperimentSpec(file: ring) }
    #expect(cycle?.found.contains("in turn") == true, "\(cycle as Any)")
    let itself = try write("d.json", #"{"extends": "../\#((folder as NSString).lastPathComponent)/d.json"}"#)
    #expect(throws: InputError.self) { try ExperimentSpec(file: itself) }
    let kind = try write("e.json", #"{"extends": 3}"#)
    let wrong = #expect(throws: InputError.self) { try ExperimentSpec(file: kind) }
    #expect(wrong?.jsonPath == "$.extends")
  }

  @Test func oneFileAloneIsReadAsItStands() throws {
    let file = try write("one.json", "{\n  \"format\": \"imted-bench/experiment/1\",\n  \"nam\": 1\n}")
    let error = #expect(throws: InputError.self) { try ExperimentSpec(file: file) }
    #expect(error?.line == 1 || error?.line == 3)
    #expect(error?.file == file)
  }
}

extension String {
  /// The same file without shots, written again.
  fileprivate func replacingShots() throws -> String {
    let text = try String(contentsOfFile: self, encoding: .utf8)
      .replacingOccurrences(of: ", \"shots\": [1, 5]", with: "")
    try text.write(toFile: self, atomically: true, encoding: .utf8)
    return self
  }
}
