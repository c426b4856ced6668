import StrictJSON

/// Where the content of a feature file comes from; written as attributes of the file.
public struct Provenance: Sendable, Equatable {
  /// Name of the experiment; nil for an artifact that several experiments may share.
  public var experiment: String?
  /// The arm, such as `full-transfer`; nil for what no arm made.
  public var arm: String?
  /// Objects per novel category; nil when the experiment has no shots.
  public var shots: Int?
  /// Seed of the run; nil when the content does not hang on one.
  public var seed: Int?
  /// The split the images are from, such as `test`; nil for pictures outside a data set.
  public var split: String?
  /// More attributes, in the order in which they are to be written; names beyond those of this type.
  public var more: [(name: String, value: H5Attribute)]

  /// Names the experiment, the run's cell of the matrix and the split.
  public init(
    experiment: String? = nil, arm: String? = nil, shots: Int? = nil, seed: Int? = nil, split: String? = nil,
    more: [(name: String, value: H5Attribute)] = []
  ) {
    self.experiment = experiment
    self.arm = arm
    self.shots = shots
    self.seed = seed
    self.split = split
    self.more = more
  }

  /// Equal when all attributes are, `more` in the same order.
  public static func == (a: Provenance, b: Provenance) -> Bool {
    a.experiment == b.experiment && a.arm == b.arm && a.shots == b.shots && a.seed == b.seed
      && a.split == b.split
      && a.more.elementsEqual(b.more, by: ==)
  }

  private static let ownNames = ["format", "experiment", "arm", "shots", "seed", "split"]

  /// Writes the attributes and, as `format`, what the file is.
  func write(to file: borrowing H5File, format: String) throws(InputError) {
    try file.setAttribute("format", to: .text(format))
    if let experiment { try file.setAttribute("experiment", to: .text(experiment)) }
    if let arm { try file.setAttribute("arm", to: .text(arm)) }
    if let shots { try file.setAttribute("shots", to: .integer(Int64(shots))) }
    if let seed { try file.setAttribute("seed", to: .integer(Int64(seed))) }
    if let split { try file.setAttribute("split", to: .text(split)) }
    for (name, value) in more { try file.setAttribute(name, to: value) }
  }

  /// Reads the attributes back; refuses a file of another `format`. `more` comes in the order of the names.
  init(from file: borrowing H5File, format: String) throws(InputError) {
    let found = try file.attribute("format")
    guard found == .text(format) else {
      let name = if case .text(let name)? = found { "format \"\(name)\"" } else { "no attribute \"format\"" }
      throw InputError(file: file.path, jsonPath: "/", found: name, expected: "format \"\(format)\"")
    }
    experiment = try Self.text("experiment", of: file)
    arm = try Self.text("arm", of: file)
    shots = try Self.integer("shots", of: file)
    seed = try Self.integer("seed", of: file)
    split = try Self.text("split", of: file)
    more = []
    for name in try file.attributeNames() where !Self.ownNames.contains(name) {
      if let value = try file.attribute(name) { more.append((name, value)) }
    }
  }

  private static func text(_ name: String, of file: borrowing H5File) throws(InputError) -> String? {
    guard let value = try file.attribute(name) else { return nil }
    guard case .text(let text) = value else {
      throw InputError(
        file: file.path, jsonPath: "/", found: "no text in attribute \"\(name)\"", expected: "a text")
    }
    return text
  }

  private static func integer(_ name: String, of file: borrowing H5File) throws(InputError) -> Int? {
    guard let value = try file.attribute(name) else { return nil }
    guard case .integer(let number) = value else {
      throw InputError(
        file: file.path, jsonPath: "/", found: "no whole number in attribute \"\(name)\"", expected: "one")
    }
    return Int(number)
  }
}
