public import StrictJSON

/// A Jupyter notebook (nbformat 4.5) without outputs.
public struct Notebook: Sendable, Equatable {
  /// A cell.
  public enum Cell: Sendable, Equatable {
    /// Text in Markdown.
    case text(String)
    /// Python.
    case code(String)
  }

  /// The cells from top to bottom.
  public var cells: [Cell]

  /// A notebook of these cells.
  public init(_ cells: [Cell]) { self.cells = cells }

  /// The file's content. Ids are `cell-1`, `cell-2` and so on, so the same cells give the same bytes.
  public var json: JSONValue {
    [
      "cells": .array(
        cells.enumerated().map { place, cell in
          let id = JSONValue.string("cell-\(place + 1)")
          switch cell {
          case .text(let text):
            return ["cell_type": "markdown", "id": id, "metadata": [:], "source": Self.lines(text)]
          case .code(let text):
            return [
              "cell_type": "code", "execution_count": nil, "id": id, "metadata": [:], "outputs": [],
              "source": Self.lines(text),
            ]
          }
        }),
      "metadata": [
        "kernelspec": ["display_name": "Python 3", "language": "python", "name": "python3"],
        "language_info": ["name": "python"],
      ],
      "nbformat": 4, "nbformat_minor": 5,
    ]
  }

  /// A source's lines, each but the last with its break.
  private static func lines(_ text: String) -> JSONValue {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return .array(lines.enumerated().map { .string($1 + ($0 + 1 < lines.count ? "\n" : "")) })
  }
}
