/// Shapes with the space that they take, in pixels from the upper left corner.
public struct Drawing: Sendable {
  /// Width in pixels.
  public let width: Double
  /// Height in pixels.
  public private(set) var height: Double
  private var elements: [String] = []

  /// An empty drawing.
  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  /// The drawings below each other as one SVG document, which ends with a line break.
  ///
  /// - Parameters:
  ///   - title: What a reader who cannot see it is told.
  ///   - standsAlone: Whether it has colours of its own (dark on white), for a file. Otherwise it takes the text colour
  ///     of the page that it is put into.
  ///   - isForPrint: Whether its size is told in millimetres, as paper wants it, rather than in pixels.
  public static func svg(
    _ drawings: [Drawing], title: String, standsAlone: Bool, isForPrint: Bool = false
  ) -> String {
    let number = SVGElement.number
    let width = drawings.map(\.width).max() ?? 1
    let height = drawings.reduce(0) { $0 + $1.height }
    func side(_ pixels: Double) -> String { isForPrint ? number(pixels * 25.4 / 96) + "mm" : number(pixels) }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(width)) \(number(height))\""
        + " width=\"\(side(width))\" height=\"\(side(height))\" role=\"img\""
        + (standsAlone ? " color=\"#1a1a1a\"" : "")
        + " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"currentColor\">",
      SVGElement("title", text: title).xml,
    ]
    if standsAlone {
      lines.append(
        SVGElement("rect", [("width", number(width)), ("height", number(height)), ("fill", "#ffffff")]).xml)
    }
    var top = 0.0
    for drawing in drawings {
      lines.append("<g transform=\"translate(0 \(number(top)))\">")
      lines += drawing.elements
      lines.append("</g>")
      top += drawing.height
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  // MARK: Inside the module

  mutating func grow(by pixels: Double) { height += pixels }

  mutating func add(_ element: SVGElement) { elements.append(element.xml) }

  /// Where text stands relative to its point.
  enum Anchor: String {
    case start
    case middle
    case end
  }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Double = 12, bold: Bool = false,
    opacity: Double = 1, turned degrees: Double = 0
  ) {
    var attributes = place(x, y)
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    if size != 12 { attributes.append(("font-size", number(size))) }
    if bold { attributes.append(("font-weight", "bold")) }
    if opacity != 1 { attributes.append(("opacity", number(opacity))) }
    if degrees != 0 { attributes.append(("transform", "rotate(\(number(degrees)) \(number(x)) \(number(y)))")) }
    elements.append(SVGElement("text", attributes, text: text).xml)
  }

  /// A line of the page's colour.
  mutating func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, opacity: Double) {
    elements.append(
      SVGElement(
        "path",
        [
          ("d", path([(x1, y1), (x2, y2)])), ("stroke", "currentColor"), ("stroke-opacity", number(opacity)),
          ("fill", "none"),
        ]
      ).xml)
  }

  /// A line of a series; points are joined.
  mutating func line(_ points: [(x: Double, y: Double)], _ style: SeriesStyle, width: Double = 1.8) {
    guard points.count > 1 else { return }
    var attributes = [
      ("d", path(points)), ("fill", "none"), ("stroke", style.colour), ("stroke-width", number(width)),
      ("stroke-linejoin", "round"),
    ]
    if let dashes = style.dashes { attributes.append(("stroke-dasharray", dashes)) }
    elements.append(SVGElement("path", attributes).xml)
  }

  /// An interval: a stroke with a cap at each end, upright or level.
  mutating func whisker(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ style: SeriesStyle) {
    let cap: (x: Double, y: Double) = from.x == to.x ? (3, 0) : (0, 3)
    let strokes = [(from, to), (from, from), (to, to)].enumerated().map { index, ends in
      index == 0
        ? path([ends.0, ends.1])
        : path([(ends.0.x - cap.x, ends.0.y - cap.y), (ends.0.x + cap.x, ends.0.y + cap.y)])
    }
    elements.append(
      SVGElement(
        "path",
        [
          ("d", strokes.joined(separator: " ")), ("fill", "none"), ("stroke", style.colour), ("stroke-width", "1.4"),
        ]
      ).xml)
  }

  /// A filled outline of a series.
  mutating func area(_ points: [(x: Double, y: Double)], _ style: SeriesStyle, opacity: Double) {
    elements.append(
      SVGElement(
        "path", [("d", path(points) + "Z"), ("fill", style.colour), ("fill-opacity", number(opacity))]
      ).xml)
  }

  /// A point of a series; hollow where something of it is missing.
  mutating func marker(
    _ x: Double, _ y: Double, _ style: SeriesStyle, hollow: Bool = false, radius: Double = 3.6
  ) {
    let outline: [(x: Double, y: Double)]
    switch style.marker {
    case .circle:
      elements.append(
        SVGElement(
          "circle", [("cx", number(x)), ("cy", number(y)), ("r", number(radius))] + filling(style, hollow)
        ).xml)
      return
    case .square:
      let half = radius * 0.9
      outline = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    case .triangle: outline = [(x, y - radius * 1.2), (x + radius * 1.1, y + radius), (x - radius * 1.1, y + radius)]
    case .diamond:
      let half = radius * 1.3
      outline = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    }
    elements.append(SVGElement("path", [("d", path(outline) + "Z")] + filling(style, hollow)).xml)
  }

  /// About how wide a text is in a usual sans-serif font, in pixels.
  static func width(of text: String, size: Double = 12) -> Double { Double(text.count) * size * 0.56 }

  private func filling(_ style: SeriesStyle, _ hollow: Bool) -> [(String, String)] {
    [("fill", hollow ? "none" : style.colour), ("stroke", style.colour), ("stroke-width", "1.4")]
  }

  private func number(_ value: Double) -> String { SVGElement.number(value) }

  private func place(_ x: Double, _ y: Double) -> [(String, String)] { [("x", number(x)), ("y", number(y))] }

  private func path(_ points: [(x: Double, y: Double)]) -> String {
    points.enumerated().map { ($0 == 0 ? "M" : "L") + number($1.x) + " " + number($1.y) }.joined()
  }
}
