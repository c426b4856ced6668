import Reports
import StrictJSON
import Testing

@Suite struct HistoryTableTests {
  let table = HistoryTable(
    columns: [
      .init("run"), .init("shots", style: .number), .init("wall", style: .duration),
      .init("AP", style: .percent),
      .init("message"),
    ],
    rows: [
      ["r-1", 10, 12.34, 0.1584, .null], ["run-22", .null, 3723.6, .null, "out of\nmemory"],
      ["r-3", 5, 59.97, 0, ""],
    ])

  @Test func textIsAligned() {
    #expect(
      table.text == """
        run     shots     wall    AP  message
        r-1        10   12.3 s  15.8  –
        run-22      –  1:02:04     –  out of memory
        r-3         5  0:01:00   0.0

        """)
  }

  @Test func jsonIsRaw() {
    #expect(
      table.json.canonicalText == """
        [{"AP":0.1584,"message":null,"run":"r-1","shots":10,"wall":12.34},\
        {"AP":null,"message":"out of\\nmemory","run":"run-22","shots":null,"wall":3723.6},\
        {"AP":0,"message":"","run":"r-3","shots":5,"wall":59.97}]
        """)
  }
}
