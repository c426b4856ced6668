import Foundation
import Plots
import StrictJSON

/// Pictures beside what an MAE made of them, as a worker left them in a folder.
struct ReconstructionSheet {
  private var items: [PictureSheet.Item] = []

  /// Reads the parts of each picture, `side` pixels wide and high.
  init(pictures: [String], folder: String, side: Int) throws(InputError) {
    let file = "\(folder)/losses.json"
    let losses = try JSONDocument(file: file).root.array().map { (node) throws(InputError) in try node.double() }
    for (place, path) in pictures.enumerated() {
      for part in ["picture", "masked", "reconstruction", "kept"] {
        let file = "\(folder)/\(place)-\(part).png"
        guard let data = FileManager.default.contents(atPath: file) else {
          throw InputError(file: file, found: "no readable file", expected: "a picture that the worker made")
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let loss = losses.indices.contains(place) ? ", loss \(Self.thousandths(losses[place]))" : ""
        items.append(
          PictureSheet.Item(
            EmbeddedPicture(width: Double(side), height: Double(side), format: .png, bytes: Array(data)),
            caption: part == "picture" ? name + loss : ""))
      }
    }
  }

  /// The sheet, a picture a row.
  func plot(title: String, notes: [String]) -> PictureSheet {
    PictureSheet(
      title: title, columns: 4,
      headings: ["picture", "what is seen", "reconstruction", "reconstruction with what was seen"], items: items,
      notes: notes)
  }

  private static func thousandths(_ value: Double) -> String {
    let whole = Int((value * 1000).rounded())
    let digits = "\(whole % 1000)"
    return "\(whole / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
