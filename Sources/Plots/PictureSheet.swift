/// Pictures in rows, each with a caption and boxes on it.
public struct PictureSheet: Plot, Equatable {
  /// A box on a picture.
  public struct Mark: Sendable, Equatable {
    /// Left edge, in the space of the picture as all edges are. What lies outside the picture is cut.
    public var left: Double
    /// Top edge.
    public var top: Double
    /// Right edge.
    public var right: Double
    /// Bottom edge.
    public var bottom: Double
    /// What it stands for.
    public var style: BoxStyle
    /// What is written at it; empty for nothing.
    public var label: String

    /// A box from its parts.
    public init(left: Double, top: Double, right: Double, bottom: Double, style: BoxStyle, label: String) {
      (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
      (self.style, self.label) = (style, label)
    }
  }

  /// A picture with what stands on and below it.
  public struct Item: Sendable, Equatable {
    /// The picture.
    public var picture: EmbeddedPicture
    /// What is written below it.
    public var caption: String
    /// The boxes, later ones over earlier ones.
    public var marks: [Mark]

    /// An item from its parts.
    public init(_ picture: EmbeddedPicture, caption: String, marks: [Mark] = []) {
      (self.picture, self.caption, self.marks) = (picture, caption, marks)
    }
  }

  /// The heading.
  public var title: String
  /// How many pictures stand beside each other.
  public var columns: Int
  /// Headings of the columns; empty for none.
  public var headings: [String]
  /// What kinds of boxes stand for, in the order of the legend; empty for none.
  public var legend: [(style: BoxStyle, name: String)]
  /// The pictures, row by row.
  public var items: [Item]
  /// Sentences below.
  public var notes: [String]

  /// A sheet from its parts; `headings` are none or as many as `columns`.
  public init(
    title: String, columns: Int, headings: [String] = [], legend: [(style: BoxStyle, name: String)] = [],
    items: [Item], notes: [String]
  ) {
    guard columns > 0, headings.isEmpty || headings.count == columns else {
      fatalError("\(headings.count) headings do not fit \(columns) columns.")
    }
    (self.title, self.columns, self.headings, self.legend) = (title, columns, headings, legend)
    (self.items, self.notes) = (items, notes)
  }

  /// Whether all parts are equal.
  public static func == (a: PictureSheet, b: PictureSheet) -> Bool {
    a.title == b.title && a.columns == b.columns && a.headings == b.headings && a.items == b.items
      && a.notes == b.notes && a.legend.elementsEqual(b.legend) { $0 == $1 }
  }

  /// The sheet as shapes. On paper, as many columns stand beside each other as are 25 mm wide or more.
  public func drawings(width: Double, mayWiden: Bool) -> [Drawing] {
    let (gap, margin) = (8.0, 12.0)
    let inside = width - 2 * margin
    let columns = headings.isEmpty ? min(self.columns, max(1, Int((inside + gap) / (95 + gap)))) : self.columns
    let cell = (inside - gap * Double(columns - 1)) / Double(columns)
    var frame = PlotFrame(title: title, legend: [], width: width)
    var top = frame.top + drawLegend(&frame.drawing, top: frame.top, width: width)
    if !headings.isEmpty {
      for (place, heading) in headings.enumerated() {
        let x = margin + (cell + gap) * Double(place) + cell / 2
        for (line, words) in PlotFrame.wrapped(heading, width: cell, size: 11).enumerated() {
          frame.drawing.text(words, x: x, y: top + 10 + 13 * Double(line), anchor: .middle, size: 11, bold: true)
        }
      }
      let lines = headings.map { PlotFrame.wrapped($0, width: cell, size: 11).count }.max() ?? 1
      top += 4 + 13 * Double(lines)
    }
    for start in stride(from: 0, to: items.count, by: columns) {
      let row = items[start..<min(start + columns, items.count)]
      let captions = row.map { PlotFrame.wrapped($0.caption, width: cell, size: 10) }
      let height = row.map { cell * $0.picture.height / $0.picture.width }.max() ?? 0
      for (place, item) in row.enumerated() {
        let x = margin + (cell + gap) * Double(place)
        draw(item, x: x, y: top, scale: cell / item.picture.width, &frame.drawing)
        for (line, words) in captions[place].enumerated() {
          frame.drawing.text(
            words, x: x, y: top + cell * item.picture.height / item.picture.width + 12 + 12 * Double(line), size: 10)
        }
      }
      top += height + 12 * Double(captions.map(\.count).max() ?? 0) + gap
    }
    return [frame.finish(notes: notes, below: top)]
  }

  /// Draws the legend and gives the height that it takes.
  private func drawLegend(_ drawing: inout Drawing, top: Double, width: Double) -> Double {
    guard !legend.isEmpty else { return 0 }
    var (x, y) = (12.0, top)
    for entry in legend {
      let length = 30 + Drawing.width(of: entry.name) + 14
      if x > 12, x + length > width {
        x = 12
        y += 18
      }
      drawing.box(left: x, top: y, right: x + 22, bottom: y + 12, entry.style, halo: false)
      drawing.text(entry.name, x: x + 30, y: y + 10)
      x += length
    }
    return y - top + 22
  }

  private func draw(_ item: Item, x: Double, y: Double, scale: Double, _ drawing: inout Drawing) {
    let (width, height) = (item.picture.width * scale, item.picture.height * scale)
    drawing.picture(item.picture, x: x, y: y, width: width, height: height)
    func across(_ place: Double) -> Double { x + min(max(place, 0), item.picture.width) * scale }
    func down(_ place: Double) -> Double { y + min(max(place, 0), item.picture.height) * scale }
    var labels = LabelPlaces(left: x, top: y, right: x + width, bottom: y + height)
    let edges = item.marks.map {
      (left: across($0.left), top: down($0.top), right: across($0.right), bottom: down($0.bottom))
    }
    for (mark, edge) in zip(item.marks, edges) {
      drawing.box(
        left: edge.left, top: edge.top, right: edge.right, bottom: edge.bottom, mark.style, halo: true)
    }
    for (mark, edge) in zip(item.marks, edges) where !mark.label.isEmpty {
      let place = labels.place(
        width: Drawing.width(of: mark.label, size: 9) + 4, left: edge.left, top: edge.top, bottom: edge.bottom)
      drawing.label(mark.label, x: place.x, y: place.y, mark.style)
    }
  }
}

/// Finds room for labels on a picture: above its box, below it, inside at the top, else where it covers least.
private struct LabelPlaces {
  static let height = 12.0
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  private var taken: [(x: Double, y: Double, width: Double)] = []

  init(left: Double, top: Double, right: Double, bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// The upper left corner of a label for a box; it lies inside the picture where that is wide enough.
  mutating func place(width: Double, left: Double, top: Double, bottom: Double) -> (x: Double, y: Double) {
    let x = max(self.left, min(left, right - width))
    var rows = [top - Self.height, bottom, top, bottom - Self.height]
    rows += (1...4).flatMap { [top + Self.height * Double($0), top - Self.height * Double($0 + 1)] }
    let inside = rows.filter { $0 >= self.top - 0.01 && $0 + Self.height <= self.bottom + 0.01 }
    let y =
      (inside.isEmpty ? [max(self.top, top)] : inside).enumerated().min { a, b in
        (covered(x, a.element, width), a.offset) < (covered(x, b.element, width), b.offset)
      }?.element ?? top
    taken.append((x, y, width))
    return (x, y)
  }

  private func covered(_ x: Double, _ y: Double, _ width: Double) -> Double {
    taken.reduce(0) { sum, other in
      let across = min(x + width, other.x + other.width) - max(x, other.x)
      let down = Self.height - abs(y - other.y)
      return sum + max(0, across) * max(0, down)
    }
  }
}

extension Drawing {
  /// A picture, stretched to a size.
  mutating func picture(_ picture: EmbeddedPicture, x: Double, y: Double, width: Double, height: Double) {
    let number = SVGElement.number
    add(
      SVGElement(
        "image",
        [
          ("x", number(x)), ("y", number(y)), ("width", number(width)), ("height", number(height)),
          ("preserveAspectRatio", "none"), ("href", picture.address),
        ]))
  }

  /// A frame around something, on a dark line where it must be seen on any ground.
  mutating func box(
    left: Double, top: Double, right: Double, bottom: Double, _ style: BoxStyle, halo: Bool
  ) {
    let number = SVGElement.number
    let place = [
      ("x", number(left)), ("y", number(top)), ("width", number(max(0, right - left))),
      ("height", number(max(0, bottom - top))), ("fill", "none"),
    ]
    if halo {
      add(SVGElement("rect", place + [("stroke", "#000000"), ("stroke-width", "3.2"), ("stroke-opacity", "0.55")]))
    }
    var line = place + [("stroke", style.colour), ("stroke-width", "1.8")]
    if let dashes = style.dashes { line.append(("stroke-dasharray", dashes)) }
    add(SVGElement("rect", line))
  }

  /// Dark letters on the colour of a box.
  mutating func label(_ text: String, x: Double, y: Double, _ style: BoxStyle) {
    let number = SVGElement.number
    add(
      SVGElement(
        "rect",
        [
          ("x", number(x)), ("y", number(y)), ("width", number(Drawing.width(of: text, size: 9) + 4)),
          ("height", "12"), ("fill", style.colour), ("fill-opacity", "0.9"),
        ]))
    add(
      SVGElement(
        "text", [("x", number(x + 2)), ("y", number(y + 9)), ("font-size", "9"), ("fill", "#111111")], text: text))
  }
}
