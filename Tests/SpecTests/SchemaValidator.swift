import Foundation
import StrictJSON

/// As much of JSON Schema as the experiment's schema uses. A keyword that it does not know is a fault of the schema.
struct SchemaValidator {
  static let annotations: Set = ["$schema", "title", "description", "default"]

  /// What is wrong with a value, as places with words; empty if it is valid.
  static func faults(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
    guard case .object(let keywords) = schema else { return ["\(path): a schema that is no object"] }
    var faults: [String] = []
    for (keyword, content) in keywords.members where !annotations.contains(keyword) {
      faults += self.faults(value, keyword, content, keywords, at: path)
    }
    return faults
  }

  private static func faults(
    _ value: JSONValue, _ keyword: String, _ content: JSONValue, _ all: JSONObject, at path: String
  ) -> [String] {
    func fault(_ holds: Bool) -> [String] {
      holds ? [] : ["\(path): not \(keyword) \(content.canonicalText.prefix(80))"]
    }
    switch (keyword, content) {
    case ("type", .string(let name)): return fault(isType(value, name))
    case ("enum", .array(let values)): return fault(values.contains(value))
    case ("const", _): return fault(value == content)
    case ("minimum", _): return fault(number(value).map { $0 >= number(content) ?? .nan } ?? true)
    case ("maximum", _): return fault(number(value).map { $0 <= number(content) ?? .nan } ?? true)
    case ("exclusiveMinimum", _): return fault(number(value).map { $0 > number(content) ?? .nan } ?? true)
    case ("minItems", .integer(let least)):
      guard case .array(let elements) = value else { return [] }
      return fault(elements.count >= Int(least))
    case ("maxItems", .integer(let most)):
      guard case .array(let elements) = value else { return [] }
      return fault(elements.count <= Int(most))
    case ("uniqueItems", _):
      guard case .array(let elements) = value else { return [] }
      return fault(elements.indices.allSatisfy { !elements[..<$0].contains(elements[$0]) })
    case ("pattern", .string(let pattern)):
      guard case .string(let text) = value else { return [] }
      return fault(text.range(of: pattern, options: .regularExpression) != nil)
    case ("items", _):
      guard case .array(let elements) = value else { return [] }
      return elements.enumerated().flatMap { faults($1, content, at: "\(path)[\($0)]") }
    case ("properties", .object(let properties)):
      guard case .object(let object) = value else { return [] }
      return object.members.flatMap { key, value in
        properties[key].map { faults(value, $0, at: "\(path).\(key)") } ?? []
      }
    case ("additionalProperties", .bool(false)):
      guard case .object(let object) = value, case .object(let known)? = all["properties"] else { return [] }
      return object.keys.filter { known[$0] == nil }.map { "\(path): unknown \($0)" }
    case ("propertyNames", _):
      guard case .object(let object) = value else { return [] }
      return object.keys.flatMap { faults(.string($0), content, at: "\(path).\($0)") }
    case ("required", .array(let names)):
      guard case .object(let object) = value else { return [] }
      return names.compactMap {
        if case .string(let name) = $0, object[name] == nil { "\(path): no \(name)" } else { nil }
      }
    case ("anyOf", .array(let forms)): return fault(forms.contains { faults(value, $0, at: path).isEmpty })
    case ("oneOf", .array(let forms)): return fault(forms.count { faults(value, $0, at: path).isEmpty } == 1)
    case ("if", _):
      let branch = faults(value, content, at: path).isEmpty ? all["then"] : all["else"]
      return branch.map { faults(value, $0, at: path) } ?? []
    case ("then", _), ("else", _): return []
    default: return ["\(path): the schema has an unknown keyword \(keyword)"]
    }
  }

  /// The schema of the object at a path of keys and indices, whose form is the one that the value there fits.
  static func schema(of steps: [String], in value: JSONValue, _ schema: JSONValue) -> JSONValue? {
    for keyword in ["oneOf", "anyOf"] {
      guard case .array(let forms)? = schema[keyword] else { continue }
      guard let form = forms.first(where: { faults(value, $0).isEmpty }) else { return nil }
      return self.schema(of: steps, in: value, form)
    }
    if let branch = schema["else"] { return self.schema(of: steps, in: value, branch) }
    guard let step = steps.first else { return schema }
    let rest = Array(steps.dropFirst())
    if let place = Int(step), case .array(let elements) = value, let items = schema["items"] {
      return self.schema(of: rest, in: elements[place], items)
    }
    guard let inner = value[step], let next = schema["properties"]?[step] else { return nil }
    return self.schema(of: rest, in: inner, next)
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  private static func isType(_ value: JSONValue, _ name: String) -> Bool {
    switch (value, name) {
    case (.object, "object"), (.array, "array"), (.string, "string"), (.bool, "boolean"), (.null, "null"): true
    case (.integer, "integer"), (.integer, "number"), (.number, "number"): true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }
}
