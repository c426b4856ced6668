/// An `S` column of LaTeX's package siunitx that leaves room for all its numbers. Cells hold numbers with their
/// uncertainty in units of the last digit, as `14.0(25)`, which versions 2 and 3 of the package read.
struct SIUnitxColumn {
  private var whole = 1
  private var uncertainty = 0
  private var isSigned = false
  private var after = ""

  /// What a table needs to be told once, inside its float.
  static let settings = [
    "  % needs \\usepackage{booktabs} and \\usepackage{siunitx}",
    "  \\sisetup{separate-uncertainty=true, retain-explicit-plus=true, detect-weight=true}",
  ]

  /// A column for these cells; those in braces and empty ones hold no number.
  init(cells: [String]) {
    for cell in cells where !cell.isEmpty && !cell.hasPrefix("{") {
      let number = cell.drop { !$0.isNumber && $0 != "-" && $0 != "+" }
      if number.first == "-" || number.first == "+" { isSigned = true }
      whole = max(whole, number.drop { !$0.isNumber }.prefix { $0.isNumber }.count)
      if let open = number.firstIndex(of: "(") {
        uncertainty = max(uncertainty, number[open...].dropFirst().prefix { $0.isNumber }.count)
      }
      if let brace = number.firstIndex(of: "{"), number[brace...].count > after.count {
        after = String(number[brace...])
      }
    }
  }

  /// The column for `tabular`.
  var specification: String {
    var options = "table-format=\(isSigned ? "+" : "")\(whole).1"
    if uncertainty > 0 { options += "(\(uncertainty))" }
    if !after.isEmpty { options += ", table-space-text-post=\(after)" }
    return "S[\(options)]"
  }
}

extension TableText.Style {
  static var siunitx: Self {
    let style = latex
    return Self(
      plusMinus: style.plusMinus, absent: "{--}", delta: style.delta, number: style.number, star: style.star,
      dagger: style.dagger, doubleDagger: style.doubleDagger, timesHundred: style.timesHundred, text: style.text,
      cell: { number in
        if number.halfWidth == "0.0" { return "{\(formula(number))}" }
        var cell = (number.isBold ? "\\bfseries " : "") + number.mean
        if let halfWidth = number.halfWidth { cell += "(\(tenths(halfWidth)))" }
        var after = number.isStarred ? "$^{*}$" : ""
        if let note = number.note { after += "\\,(\(note))" }
        return after.isEmpty ? cell : cell + " {\(after)}"
      })
  }

  /// A number as a formula: siunitx leaves out an uncertainty of 0, which would look like a value without interval.
  private static func formula(_ number: TableText.Number) -> String {
    let value = "\(number.mean) \\pm \(number.halfWidth ?? "")"
    let note = number.note.map { "\\,(\($0))" } ?? ""
    return "$\(number.isBold ? "\\mathbf{\(value)}" : value)\(number.isStarred ? "^{*}" : "")$\(note)"
  }

  /// A number with one decimal as a whole number of tenths: `2.5` is `25`.
  private static func tenths(_ text: String) -> String {
    let digits = text.filter { $0.isNumber }.drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }
}
