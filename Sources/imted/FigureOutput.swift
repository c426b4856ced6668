import ArgumentParser
import Foundation
import Reports
import StrictJSON

/// How a figure is written, and where to.
struct FigureOutput: ParsableArguments {
  @Option(
    name: .customLong("format"),
    help: """
      svg; or png or pdf, which rsvg-convert makes of it (Debian: librsvg2-bin). By default what the name of --out ends \
      in, or svg.
      """)
  var chosenFormat: NamedChoice<FigureFormat>?
  @Option(
    help: "screen; or for print single (85 mm), double (178 mm) or millimetres as 120mm, with letters of 9 points.")
  var width = "screen"
  @Option(help: "Pixels an inch of a PNG; by default 300 for print, 192 for screens.") var dpi: Int?
  @Option(help: "File to write; by default the standard output.") var out: String?

  /// What is written.
  private var format: FigureFormat { chosenFormat?.value ?? namedFormat ?? .svg }

  /// What the name of the file promises; nil without a file or where its ending is another one.
  private var namedFormat: FigureFormat? {
    out.flatMap { FigureFormat(rawValue: URL(fileURLWithPath: $0).pathExtension.lowercased()) }
  }

  func validate() throws {
    guard FigureWidth(width) != nil else {
      let range = FigureWidth.millimetres
      throw ValidationError(
        "--width must be screen, single, double or \(Int(range.lowerBound))mm to \(Int(range.upperBound))mm.")
    }
    if let out, namedFormat == nil, !URL(fileURLWithPath: out).pathExtension.isEmpty {
      throw ValidationError("--out with a name that ends in .svg, .png or .pdf, or without an ending; not \(out).")
    }
    if let named = namedFormat, named != format {
      throw ValidationError(
        "--format \(format.rawValue) contradicts --out with a name that ends in .\(named.rawValue).")
    }
    if let dpi {
      guard format == .png else {
        throw ValidationError("--dpi is for PNG files: --format png, or --out with a name that ends in .png.")
      }
      guard (24...2400).contains(dpi) else { throw ValidationError("--dpi must be in 24...2400.") }
    }
    guard format == .svg || out != nil else {
      throw ValidationError("--format \(format.rawValue) needs --out, the file to write.")
    }
  }

  /// Writes a figure as asked for.
  func write(_ figure: Figure) throws {
    guard let width = FigureWidth(width) else { fatalError("the width was not validated") }
    let svg = figure.svg(standsAlone: true, width: width)
    guard format != .svg, let out else { return try OutputFile.write(svg, to: out) }
    let bytes = try SVGConversion(format, dpi: dpi ?? (width == .screen ? 192 : 300)).converted(svg)
    try OutputFile.write(bytes, to: out)
    OutputFile.tell("written: \(out)", of: out)
  }
}

/// Files that figures can be written as.
enum FigureFormat: String, CaseIterable, Sendable {
  case svg
  case png
  case pdf
}
