import ArgumentParser
import Datasets
import FileSystems
import Pipeline
import StrictJSON

/// Exit codes of the tool.
enum ExitStatus {
  static let runFailed = ExitCode(1)
  static let badInput = ExitCode(65)
  static let bug = ExitCode(70)
  static let tryAgain = ExitCode(75)
  static let interrupted = ExitCode(130)

  /// Runs a command's body; bad input, and a place that cannot be written to, is told in one sentence and ends with 65, a
  /// full disk or a store that could not be written with 75, anything unforeseen with 70.
  static func guarding(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ExitCode {
      throw error
    } catch let error as InputError {
      Console.error("\(error)")
      throw badInput
    } catch let error as FileWriteError {
      Console.error("\(error)")
      throw FreeSpace.isShortage(error.reason) ? tryAgain : badInput
    } catch let error as PipelineError {
      Console.error("\(error)")
      throw tryAgain
    } catch let error as ValidationError {
      throw error
    } catch {
      Console.error("\(error)")
      throw bug
    }
  }
}
