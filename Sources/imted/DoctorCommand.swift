import ArgumentParser
import Foundation
import Pipeline
import Processes
import StrictJSON

/// `imted doctor`: versions, threads, devices, paths, and what is wrong.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Print versions, threads, devices and paths, and say what is wrong.")

  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let report = DoctorReport(results: results)
      if json {
        Console.print(report.json.prettyText())
      } else {
        for fact in report.facts {
          Console.print("\(fact.name.padding(toLength: 12, withPad: " ", startingAt: 0)) \(fact.value)")
        }
        for problem in report.problems { Console.print("wrong: \(problem)") }
        if report.problems.isEmpty { Console.print("nothing is wrong") }
      }
      if !report.problems.isEmpty { throw ExitCode(1) }
    }
  }
}

/// What `imted doctor` found.
struct DoctorReport {
  private(set) var facts: [(name: String, value: String)] = []
  private(set) var problems: [String] = []

  init(results: String) {
    add("imted", Version.text)
    add("system", ProcessInfo.processInfo.operatingSystemVersionString)
    add("cores", String(ProcessInfo.processInfo.activeProcessorCount))
    add("memory", "\(ProcessInfo.processInfo.physicalMemory >> 30) GiB")
    askWorker()
    add("stamps", StampsFolder.path)
    if !StampsFolder.exists {
      problems.append(
        "\(StampsFolder.path) is not there: composed data needs the package \(StampsFolder.packageName); run `make setup`"
      )
    }
    let folder = URL(fileURLWithPath: results).path
    add("results", folder)
    checkResults(folder)
    checkContent(folder)
  }

  /// All of it as one object.
  var json: JSONValue {
    .object(facts.map { ($0.name, .string($0.value)) } + [("problems", .strings(problems))])
  }

  private mutating func add(_ name: String, _ value: String) { facts.append((name, value)) }

  private mutating func askWorker() {
    do {
      add("worker", try WorkerProgram.path())
      let answer = try WorkerProgram.run(["--facts"])
      guard answer.status == 0 else {
        let words = answer.errors.split(separator: "\n").last.map(String.init) ?? "it said nothing"
        problems.append("the worker does not start: \(words)")
        return
      }
      for member in try JSONDocument(bytes: Array(answer.output.utf8), file: nil).root.object().members() {
        add(member.key, try member.value.string())
      }
    } catch {
      problems.append("\(error)")
    }
  }

  private mutating func checkResults(_ folder: String) {
    var place = URL(fileURLWithPath: folder)
    while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
    guard FileManager.default.isWritableFile(atPath: place.path) else {
      problems.append("\(folder) cannot be written")
      return
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
    guard let free = attributes?[.systemFreeSize] as? NSNumber else { return }
    add("free disk", "\(free.int64Value >> 30) GiB")
    if free.int64Value < 2 << 30 { problems.append("less than 2 GiB are free below \(place.path)") }
  }

  /// Names what of the artifacts and runs is damaged, and runs that are done and have lost their measures.
  private mutating func checkContent(_ folder: String) {
    let store = ArtifactStore(lookingInto: folder)
    do {
      let torn = try store.tornArtifacts()
      problems += torn.map { "\($0.damage) (imted reindex sets it aside)" }
      let found = try RunFolders(root: folder)
      problems += found.faults.map { "run \($0.name): \($0.reason)" }
      // What is torn was named; here are the runs whose measures are gone.
      problems += found.runs.compactMap { run in
        guard run.status == .done, let key = run.steps.first(where: { $0.role == .evaluate })?.key,
          case .absent = store.lookup(key)
        else { return nil }
        return "run \(run.id) is done and its measures are gone (imted run makes them again)"
      }
    } catch { problems.append("\(error)") }
  }
}
