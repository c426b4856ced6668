import StrictJSON

/// What outside the spec can change a result, and therefore is part of keys: versions and digests as strings. Threads,
/// device, paths and log levels do not belong here.
public struct PlanEnvironment: Sendable, Equatable {
  /// For stages that compute with tensors, such as `("libtorch", "2.11.0")`.
  public var tensors: [(name: String, value: String)]
  /// For composing, such as `("exemplars", digest of the cut-outs)`.
  public var composing: [(name: String, value: String)]

  /// An environment from its strings; names must differ within each list.
  public init(tensors: [(name: String, value: String)], composing: [(name: String, value: String)]) {
    self.tensors = tensors
    self.composing = composing
  }

  /// What keys of a kind contain.
  func json(for kind: StageKind) -> JSONValue {
    let strings = kind == .composeData ? composing : kind.usesTensors ? tensors : []
    return .object(strings.map { ($0.name, .string($0.value)) })
  }

  /// Equal names and values in equal order.
  public static func == (a: PlanEnvironment, b: PlanEnvironment) -> Bool {
    a.tensors.elementsEqual(b.tensors, by: ==) && a.composing.elementsEqual(b.composing, by: ==)
  }
}
