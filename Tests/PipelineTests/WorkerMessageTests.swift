import Pipeline
import Testing

@Suite("WorkerMessage")
struct WorkerMessageTests {
  @Test(arguments: [
    WorkerMessage.progress(StageProgress(done: 1, total: 0, unit: "step")),
    .progress(StageProgress(done: 1, total: 9, unit: "image", note: "loss \"0.4\"")), .message("a\nb"),
    .error(code: 65, message: "no"),
  ])
  func readsWhatItWrites(_ message: WorkerMessage) {
    #expect(!message.line.contains("\n"))
    #expect(WorkerMessage(line: message.line) == message)
  }

  @Test(arguments: ["hello", "{}", "{\"progress\":{\"done\":-1}}", "{\"error\":{}}", "[1]"])
  func tellsOtherLinesAsTheyAre(_ line: String) {
    #expect(WorkerMessage(line: line) == .message(line))
  }
}
