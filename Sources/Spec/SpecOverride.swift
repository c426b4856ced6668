import StrictJSON

/// One `--set key.path=value`.
struct SpecOverride {
  /// As it was written.
  let text: String
  let steps: [JSONDocument.Step]
  let value: JSONValue

  static func parse(_ texts: [String]) throws(InputError) -> [SpecOverride] {
    var overrides: [SpecOverride] = []
    for text in texts { overrides.append(try SpecOverride(text)) }
    return overrides
  }

  init(_ text: String) throws(InputError) {
    self.text = text
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw InputError(
        file: "--set \(text)", found: "no key before \"=\"",
        expected: "key.path=value, such as train.lr=0.0005")
    }
    steps = try Self.steps(text[..<equals], text)
    let right = String(text[text.index(after: equals)...])
    do {
      value = try JSONDocument(text: right, file: "--set \(text)").root.value
    } catch {
      // What looks like JSON is meant as JSON; anything else is a string without its quotes.
      if let first = right.first, "[{\"".contains(first) { throw error }
      value = .string(right)
    }
  }

  /// A change that is not of the command line.
  init(path: String, value: JSONValue) throws(InputError) {
    text = path
    steps = try Self.steps(path[...], path)
    self.value = value
  }

  /// `matrix.seeds[0]` to steps.
  private static func steps(_ path: Substring, _ text: String) throws(InputError) -> [JSONDocument.Step] {
    var steps: [JSONDocument.Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty else {
        throw InputError(
          file: "--set \(text)", found: "an empty key in \"\(path)\"", expected: "keys joined by \".\"")
      }
      steps.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), index >= 0 else {
          throw InputError(file: "--set \(text)", found: "\"[\(piece)\"", expected: "an element such as [0]")
        }
        steps.append(.element(index))
      }
    }
    return steps
  }

  func applied(to document: JSONDocument) throws(InputError) -> JSONDocument {
    do {
      return try document.replacing(steps, with: value)
    } catch {
      throw Self.renamed(error, text)
    }
  }

  /// The path of the value that was set, as errors write it.
  var path: String {
    steps.reduce("$") { text, step in
      switch step {
      case .key(let key): "\(text).\(key)"
      case .element(let index): "\(text)[\(index)]"
      }
    }
  }

  /// If an error is about something an override put there, says so instead of pointing into the file.
  static func blame(_ overrides: [SpecOverride], for error: InputError, in original: JSONDocument)
    -> InputError
  {
    guard !overrides.isEmpty, let place = error.jsonPath else { return error }
    let culprit = overrides.last {
      // The keys on the way may have been made by the override too, so `trian.lr=1` is to blame for `$.trian`.
      place == $0.path || place.hasPrefix($0.path + ".") || place.hasPrefix($0.path + "[")
        || ($0.path.hasPrefix(place + ".") && error.found.hasPrefix("an unknown key"))
    }
    if let culprit { return renamed(error, culprit.text) }
    // A contradiction between an override and the rest shows somewhere else.
    guard (try? ExperimentSpec(original.root)) != nil else { return error }
    var error = renamed(error, overrides.map(\.text).joined(separator: " --set "))
    error.file = [original.root.file, error.file].compactMap(\.self).joined(separator: " with ")
    return error
  }

  private static func renamed(_ error: InputError, _ text: String) -> InputError {
    var error = error
    error.file = "--set \(text)"
    error.line = nil
    error.column = nil
    return error
  }
}
