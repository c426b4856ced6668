/// What is wrong with something a person or a file gave us, in terms that let it be mended: where it is, what was
/// found, what was expected, and the nearest valid name.
///
/// Every module throws this one type for bad input; the command line prints `description` and leaves with code 65.
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file (or command-line option) the input came from.
  public var file: String?
  /// Line of the input, counted from 1.
  public var line: Int?
  /// Column of the input in Unicode scalars, counted from 1.
  public var column: Int?
  /// Place inside a JSON document, such as `$.matrix.arms[1]`.
  public var jsonPath: String?
  /// What is there, worded to follow "found".
  public var found: String
  /// What should be there, worded to follow "expected".
  public var expected: String
  /// The valid name closest to the one found, if one is close.
  public var nearest: String?

  /// Makes an error from its parts; places that are not known stay nil.
  public init(
    file: String? = nil, line: Int? = nil, column: Int? = nil, jsonPath: String? = nil, found: String,
    expected: String, nearest: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.jsonPath = jsonPath
    self.found = found
    self.expected = expected
    self.nearest = nearest
  }

  /// One line: `spec.json:3:5: $.train.warmpup: found an unknown key "warmpup", expected one of lr, warmup; did you
  /// mean "warmup"?`.
  public var description: String {
    var text = ""
    if let file {
      text += file
      if let line { text += ":\(line)" }
      if line != nil, let column { text += ":\(column)" }
      text += ": "
    } else if let line {
      text += "line \(line)"
      if let column { text += ", column \(column)" }
      text += ": "
    }
    if let jsonPath { text += "\(jsonPath): " }
    text += "found \(found), expected \(expected)"
    if let nearest { text += "; did you mean \"\(nearest)\"?" }
    return text
  }
}
