import CHDF5
public import StrictJSON

extension H5File {
  /// Writes a new attribute of the object `object`, a dataset's or group's path, or "/" for the file itself.
  public func setAttribute(
    _ name: String, to value: H5Attribute, of object: String = "/"
  ) throws(InputError) {
    handle.requireWritable()
    if case .text(let text) = value, text.utf8.contains(0) {
      throw handle.refusal(object, found: "a NUL in attribute \"\(name)\"", expected: "text without NUL")
    }
    try H5Library.alone { () throws(InputError) in
      guard chdf5_attribute_exists(handle.id, object, name) == 0 else {
        throw handle.refusal(object, found: "an attribute \"\(name)\" already", expected: "a new name")
      }
      let status =
        switch value {
        case .integer(let number):
          withUnsafePointer(to: number) { chdf5_attribute_write(handle.id, object, name, CHDF5_INT64, $0) }
        case .number(let number):
          withUnsafePointer(to: number) { chdf5_attribute_write(handle.id, object, name, CHDF5_FLOAT64, $0) }
        case .text(let text):
          text.withCString { pointer in
            withUnsafePointer(to: pointer) { chdf5_attribute_write(handle.id, object, name, CHDF5_TEXT, $0) }
          }
        }
      guard status >= 0 else { throw handle.failure(object, expected: "an object that takes attributes") }
    }
  }

  /// The value of an attribute; nil when there is none. Throws when it is not a single number or UTF-8 text.
  public func attribute(_ name: String, of object: String = "/") throws(InputError) -> H5Attribute? {
    try H5Library.alone { () throws(InputError) -> H5Attribute? in
      guard chdf5_attribute_exists(handle.id, object, name) == 1 else { return nil }
      let type = H5Type(code: chdf5_attribute_type(handle.id, object, name))
      switch type {
      case .int32, .int64, .uint8:
        var number: Int64 = 0
        if chdf5_attribute_read(handle.id, object, name, CHDF5_INT64, &number) >= 0 {
          return .integer(number)
        }
      case .float32, .float64:
        var number = 0.0
        if chdf5_attribute_read(handle.id, object, name, CHDF5_FLOAT64, &number) >= 0 {
          return .number(number)
        }
      case .text:
        var pointer: UnsafeMutablePointer<CChar>?
        defer { chdf5_text_free(pointer) }
        if chdf5_attribute_read(handle.id, object, name, CHDF5_TEXT, &pointer) >= 0 {
          guard let text = pointer.map({ String(validatingCString: $0) }) ?? "" else {
            throw handle.refusal(
              object, found: "bytes that are not UTF-8 in attribute \"\(name)\"", expected: "UTF-8 text")
          }
          return .text(text)
        }
      case nil:
        throw handle.refusal(
          object, found: "attribute \"\(name)\" of another type",
          expected: "one number or variable-length text")
      }
      throw handle.failure(object, expected: "a readable attribute \"\(name)\"")
    }
  }

  /// The names of an object's attributes, in the order of the names.
  public func attributeNames(of object: String = "/") throws(InputError) -> [String] {
    try names { id, visit, context in chdf5_each_attribute(id, object, visit, context) }
  }
}
