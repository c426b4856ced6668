import Foundation

/// Times as files hold them: ISO 8601 in UTC with milliseconds, which sort as text.
enum Timestamp {
  static func text(_ date: Date = Date()) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }
}
