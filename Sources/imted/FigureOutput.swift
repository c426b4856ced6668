import ArgumentParser
import Foundation
import Reports
import StrictJSON

/// How a figure is written, and where to.
struct FigureOutput: ParsableArguments {
  @Option(help: "svg; or png or pdf, which rsvg-convert makes of it (Debian: librsvg2-bin).")
  var format = NamedChoice(FigureFormat.svg)
  @Option(
    help: "screen; or for print single (85 mm), double (178 mm) or millimetres as 120mm, with letters of 9 points.")
  var width = "screen"
  @Option(help: "Pixels an inch of a PNG; by default 300 for print, 192 for screens.") var dpi: Int?
  @Option(help: "File to write; by default the standard output.") var out: String?

  func validate() throws {
    guard FigureWidth(width) != nil else {
      let range = FigureWidth.millimetres
      throw ValidationError(
        "--width must be screen, single, double or \(Int(range.lowerBound))mm to \(Int(range.upperBound))mm.")
    }
    if let dpi {
      guard format.value == .png else { throw ValidationError("--dpi is for --format png.") }
      guard (24...2400).contains(dpi) else { throw ValidationError("--dpi must be in 24...2400.") }
    }
    guard format.value == .svg || out != nil else {
      throw ValidationError("--format \(format.value.rawValue) needs --out, the file to write.")
    }
  }

  /// Writes a figure as asked for.
  func write(_ figure: Figure) throws {
    guard let width = FigureWidth(width) else { fatalError("the width was not validated") }
    let svg = figure.svg(standsAlone: true, width: width)
    guard format.value != .svg, let out else { return try OutputFile.write(svg, to: out) }
    let bytes = try SVGConversion(format.value, dpi: dpi ?? (width == .screen ? 192 : 300)).converted(svg)
    try OutputFile.write(bytes, to: out)
    Console.print("written: \(out)")
  }
}

/// Files that figures can be written as.
enum FigureFormat: String, CaseIterable, Sendable {
  case svg
  case png
  case pdf
}
