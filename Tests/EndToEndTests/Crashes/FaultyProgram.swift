import Datasets
import Foundation
import Processes

/// What goes wrong in a program under test; `Tests/FaultInjection` does it.
enum Fault {
  /// Nothing; steps are counted.
  case none
  /// The process is killed before a step.
  case kill(Int)
  /// The process is killed before a step; if that is a write, after half of its bytes.
  case tear(Int)
  /// From a step on the disk is full.
  case full(Int)
  /// From a step on the disk is full, for so many calls that need room.
  case fullFor(Int, calls: Int)
  /// So many bytes are free.
  case free(Int)
  /// The clock is ahead, in seconds.
  case clock(Int)

  var variables: [String: String] {
    switch self {
    case .none: [:]
    case .kill(let step): ["FAULT_KILL": "\(step)"]
    case .tear(let step): ["FAULT_KILL": "\(step)", "FAULT_TORN": "1"]
    case .full(let step): ["FAULT_FULL": "\(step)"]
    case .fullFor(let step, let calls): ["FAULT_FULL": "\(step)", "FAULT_FULL_FOR": "\(calls)"]
    case .free(let bytes): ["FAULT_FREE": "\(bytes)"]
    case .clock(let seconds): ["FAULT_CLOCK": "\(seconds)"]
    }
  }
}

/// `imted` with something that goes wrong below one folder, and with a worker that makes small files at once.
struct FaultyProgram {
  /// The folder whose changes count as steps.
  let folder: String
  let scratch: Scratch
  private let worker: String
  private let stamps: String

  /// The library that is preloaded; it lies beside the test program.
  static let library = URL(fileURLWithPath: IMTED.path).deletingLastPathComponent()
    .appendingPathComponent("libFaultInjection.so").path

  init(folder: String, scratch: Scratch) throws {
    (self.folder, self.scratch) = (folder, scratch)
    stamps = scratch("stamps")
    worker = scratch("worker")
    if !Files.exists(worker) {
      try scratch.write("stamps/bird/1.png", DrawnStamps.shape(0, 0).png())
      try scratch.write("worker", Self.script)
      chmod(worker, 0o755)
    }
  }

  /// Starts it; its standard output and error are thrown away or kept in files.
  func start(
    _ arguments: [String], _ fault: Fault, environment: [String: String] = [:], log: String? = nil, name: String
  )
    throws -> ChildProcess
  {
    var variables = [
      // Neither git nor anything else is to be found: facts about the machine's repository only cost time here.
      "PATH": "/nonexistent", "TMPDIR": scratch.path, "LD_PRELOAD": Self.library, "FAULT_ROOT": folder,
      "IMTED_WORKER": worker, "IMTED_STAMPS": stamps,
    ]
    if let log { variables["FAULT_LOG"] = log }
    variables.merge(fault.variables) { $1 }
    variables.merge(environment) { $1 }
    return try ChildProcess(
      IMTED.path, arguments, environment: variables, output: .file(scratch("\(name).out")),
      errors: .file(scratch("\(name).err")))
  }

  /// Runs it to its end.
  func run(_ arguments: [String], _ fault: Fault = .none, environment: [String: String] = [:], log: String? = nil)
    throws
    -> (end: ChildProcess.End, output: String, errors: String)
  {
    let process = try start(arguments, fault, environment: environment, log: log, name: "program")
    let end = process.wait()
    return (end, try Files.text(scratch("program.out")), try Files.text(scratch("program.err")))
  }

  /// Reads a request and leaves what a stage of its kind would, with numbers that follow from its key.
  private static let script = """
    #!/bin/sh
    if [ "$1" = --facts ]; then echo '{"libtorch":"0"}'; exit 0; fi
    while IFS= read -r line; do
      line=${line%,}
      case "$line" in
        '  "output": "'*) out=${line#'  "output": "'}; out=${out%'"'} ;;
        '  "kind": "'*) kind=${line#'  "kind": "'}; kind=${kind%'"'} ;;
        '  "key": "'*) key=${line#'  "key": "'}; key=${key%'"'} ;;
      esac
    done < "$1"
    case "$kind" in
      evaluate)
        number=$((0x${key%"${key#???????}"}))
        echo '{"metrics":[{"name":"AP","subset":"all","iou_type":"bbox","value":0.'$number',"n":5}],' > "$out/metrics.json"
        echo '"per_class":[{"category":"bird","subset":"all","value":0.5,"n":4}]}' >> "$out/metrics.json"
        echo $number > "$out/cells.h5" ;;
      train)
        echo '{"curves":[{"name":"loss","points":[[0,1.5],[10,0.5]]}]}' > "$out/curves.json"
        echo "$key" > "$out/weights.safetensors" ;;
      extract-features) echo "$key" > "$out/features.h5" ;;
      *) echo "$key" > "$out/content.txt" ;;
    esac
    echo '{"message":"made"}'
    """
}
