import Foundation
import Stages
import StrictJSON

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("--facts", 1):
  FileHandle.standardOutput.write(Data((Worker.facts.canonicalText + "\n").utf8))
case ("--extract", 2):
  Lifeline.watch()
  exit(TokenExtraction.run(requestFile: arguments.last ?? ""))
case ("--reconstruct", 2):
  Lifeline.watch()
  exit(PictureReconstruction.run(requestFile: arguments.last ?? ""))
case ("--describe", 2):
  exit(ModelReport.run(requestFile: arguments.last ?? ""))
case (let file?, 1):
  Lifeline.watch()
  exit(Worker.run(requestFile: file))
default:
  FileHandle.standardError.write(Data("usage: imted-worker REQUEST.json\n".utf8))
  exit(64)
}
