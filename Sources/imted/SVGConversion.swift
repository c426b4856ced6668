import Foundation
import Processes
import StrictJSON

/// Turns SVG into PNG or PDF with librsvg's program.
struct SVGConversion {
  static let program = "rsvg-convert"
  private let format: FigureFormat
  private let dpi: Int

  /// A conversion; `dpi` is the number of a PNG's pixels to an inch, that is to 96 pixels of the SVG.
  init(_ format: FigureFormat, dpi: Int) { (self.format, self.dpi) = (format, dpi) }

  /// The file's content. Throws when the program is not there.
  func converted(_ svg: String) throws -> [UInt8] {
    let program = try Self.path()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("imted-figure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, target) = (folder.appendingPathComponent("figure.svg"), folder.appendingPathComponent("figure"))
    try Data(svg.utf8).write(to: source)
    // Resolution is told by the zoom alone, so that pixels and millimetres grow alike.
    var arguments = ["--format", format.rawValue, "--dpi-x", "96", "--dpi-y", "96", "--unlimited"]
    if format == .png { arguments += ["--zoom", "\(Double(dpi) / 96)"] }
    let finished: FinishedProcess
    do {
      finished = try FinishedProcess(program, arguments + ["--output", target.path, source.path])
    } catch {
      throw InputError(file: program, found: "a program that cannot be started", expected: Self.wanted)
    }
    guard finished.status == 0, let content = FileManager.default.contents(atPath: target.path), !content.isEmpty else {
      let why = finished.errors.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
      throw InputError(
        file: program, found: "an end with \(finished.status) and no picture\(why)",
        expected: "a \(format.rawValue) file; a smaller --dpi may help")
    }
    return format == .png ? PNGResolution.stating(dpi, in: Array(content)) : Array(content)
  }

  private static let wanted = "\(program) of librsvg; on Debian and Ubuntu: apt-get install librsvg2-bin"

  /// Where the program lies on PATH.
  private static func path() throws(InputError) -> String {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
    guard let found = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw InputError(file: "PATH", found: "no program \(program), which makes PNG and PDF", expected: wanted)
    }
    return found
  }
}
