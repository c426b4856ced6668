/// What all plots have around their data: title, legend, axes and notes.
struct PlotFrame {
  /// A name in the legend.
  struct Entry {
    let name: String
    let style: SeriesStyle
    let hasLine: Bool
  }

  static let width = 640.0
  /// Free pixels at the right.
  static let rightMargin = 16.0
  private static let leftMargin = 12.0

  var drawing: Drawing
  private(set) var top: Double

  /// Title and legend; `top` is then the first free pixel below them.
  init(title: String, legend: [Entry], width: Double = PlotFrame.width) {
    drawing = Drawing(width: width, height: 0)
    top = 12
    for line in Self.wrapped(title, width: width - 2 * Self.leftMargin, size: 14) {
      top += 14
      drawing.text(line, x: Self.leftMargin, y: top, size: 14, bold: true)
      top += 4
    }
    top += 6
    guard legend.count > 1 || legend.first?.name.isEmpty == false else { return }
    var x = Self.leftMargin
    for entry in legend {
      let mark = entry.hasLine ? 30.0 : 16
      let length = mark + Drawing.width(of: entry.name) + 14
      if x > Self.leftMargin, x + length > width {
        x = Self.leftMargin
        top += 18
      }
      if entry.hasLine { drawing.line([(x, top + 6), (x + 24, top + 6)], entry.style) }
      drawing.marker(x + (entry.hasLine ? 12 : 5), top + 6, entry.style)
      drawing.text(entry.name, x: x + mark, y: top + 10)
      x += length
    }
    top += 24
  }

  /// Horizontal lines at the marks of an upright axis, with their labels and the axis' title.
  mutating func upright(_ axis: PlotAxis, _ layout: AxisLayout, left: Double, right: Double) {
    for tick in layout.ticks {
      let y = layout.place(tick.value)
      drawing.rule(left, y, right, y, opacity: tick.value == 0 ? 0.5 : 0.15)
      drawing.text(tick.label, x: left - 6, y: y + 4, anchor: .end)
    }
    guard let first = layout.ticks.first, let last = layout.ticks.last else { return }
    let middle = (layout.place(first.value) + layout.place(last.value)) / 2
    drawing.text(axis.title, x: Self.leftMargin + 4, y: middle, anchor: .middle, turned: -90)
  }

  /// A level axis at the bottom of the data with marks, labels and title; returns the first free pixel below.
  mutating func level(
    _ axis: PlotAxis, _ layout: AxisLayout, left: Double, right: Double, bottom: Double, labelSpace: Double
  ) -> Double {
    drawing.rule(left, bottom, right, bottom, opacity: 0.6)
    let widest = layout.ticks.map { Drawing.width(of: $0.label) }.max() ?? 0
    let isTurned = widest > labelSpace
    for tick in layout.ticks {
      let x = layout.place(tick.value)
      drawing.rule(x, bottom, x, bottom + 4, opacity: 0.6)
      if isTurned {
        drawing.text(tick.label, x: x + 3, y: bottom + 14, anchor: .end, turned: -40)
      } else {
        drawing.text(tick.label, x: x, y: bottom + 18, anchor: .middle)
      }
    }
    var below = bottom + (isTurned ? 16 + min(widest, 200) * 0.65 : 22)
    if !axis.title.isEmpty {
      below += 14
      drawing.text(axis.title, x: (left + right) / 2, y: below, anchor: .middle)
    }
    return below + 8
  }

  /// Notes below everything, smaller; the drawing then ends below them.
  mutating func finish(notes: [String], below: Double) -> Drawing {
    var y = below + 4
    for note in notes {
      for line in Self.wrapped(note, width: drawing.width - 2 * Self.leftMargin, size: 11) {
        y += 14
        drawing.text(line, x: Self.leftMargin, y: y, size: 11, opacity: 0.8)
      }
    }
    drawing.grow(by: y + 14)
    return drawing
  }

  /// The width that the labels and the title of an upright axis take.
  static func leftSpace(_ ticks: [Tick]) -> Double {
    leftMargin + 20 + (ticks.map { Drawing.width(of: $0.label) }.max() ?? 0) + 6
  }

  /// About how many steps a level axis between two places has room for: 7 on a figure for screens.
  static func steps(_ left: Double, _ right: Double) -> Int { min(7, max(2, Int((right - left) / 75))) }

  /// Words over lines of a width.
  static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if !line.isEmpty, Drawing.width(of: longer, size: size) > width {
        lines.append(line)
        line = String(word)
      } else {
        line = longer
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
