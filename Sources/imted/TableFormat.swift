import ArgumentParser
import Foundation
import Reports
import StrictJSON

/// What tables can be printed as.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case markdown
  case latex
  case csv
  case json
  case html

  /// Prints tables below each other.
  func print(_ tables: [ResultTable]) {
    switch self {
    case .markdown: Console.print(tables.map(\.markdown).joined(separator: "\n"))
    case .latex: Console.print(tables.map(\.latex).joined(separator: "\n"))
    case .csv: FileHandle.standardOutput.write(Data(tables.map(\.csv).joined(separator: "\r\n").utf8))
    case .html: FileHandle.standardOutput.write(Data(tables.map(\.html).joined().utf8))
    case .json: Console.print(JSONValue.array(tables.map(\.json)).prettyText())
    }
  }
}
