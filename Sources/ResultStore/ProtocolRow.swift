/// A row of table `protocol`: what must agree for numbers to be compared, shared by all runs that follow it.
public struct ProtocolRow: Sendable, Equatable {
  /// SHA-256 of the canonical text of the card, in hexadecimal digits; the primary key.
  public var digest: String
  /// The card as canonical JSON.
  public var cardJSON: String

  /// Joins the columns.
  public init(digest: String, cardJSON: String) { (self.digest, self.cardJSON) = (digest, cardJSON) }
}
