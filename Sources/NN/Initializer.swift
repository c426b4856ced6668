import Foundation
import Torch

/// How a parameter gets its first values.
public enum Initializer: Sendable, Equatable {
  /// The same number everywhere.
  case constant(Double)
  /// Normal distribution around 0.
  case normal(standardDeviation: Double)
  /// Uniform in ±bound.
  case uniform(bound: Double)
  /// Values given in full, row-major; `name` says how they were computed.
  case values([Float], name: String)

  /// All zero.
  public static let zeros = Initializer.constant(0)
  /// All one.
  public static let ones = Initializer.constant(1)

  /// Glorot & Bengio's uniform distribution: bound √(6 / (fanIn + fanOut)).
  public static func xavierUniform(fanIn: Int, fanOut: Int) -> Initializer {
    .uniform(bound: (6 / Double(fanIn + fanOut)).squareRoot())
  }

  /// He et al.'s normal distribution before a ReLU: deviation √(2 / fan), of the inputs or the outputs of a unit.
  public static func kaimingNormal(fan: Int) -> Initializer {
    .normal(standardDeviation: (2 / Double(fan)).squareRoot())
  }

  /// PyTorch's default for linear and convolution weights and biases: uniform with bound 1 / √fanIn.
  public static func torchDefault(fanIn: Int) -> Initializer { .uniform(bound: 1 / Double(fanIn).squareRoot()) }

  /// A new tensor of this shape, drawn from `generator` where the values are random.
  func tensor(_ shape: [Int], _ generator: Generator) -> Tensor {
    switch self {
    case .constant(let value): Tensor.full(shape, value)
    case .normal(let deviation): generator.normal(shape) * deviation
    case .uniform(let bound): (generator.uniform(shape) * 2 - 1) * bound
    case .values(let values, _): Tensor(values, shape: shape)
    }
  }

  /// A short name for records: `normal(0.02)`, `zeros`, ….
  public var label: String {
    switch self {
    case .constant(0): "zeros"
    case .constant(1): "ones"
    case .constant(let value): "constant(\(value))"
    case .normal(let deviation): "normal(\(deviation))"
    case .uniform(let bound): "uniform(±\(String(format: "%.6g", bound)))"
    case .values(_, let name): name
    }
  }

  /// Whether values are drawn at random.
  public var isRandom: Bool {
    switch self {
    case .constant, .values: false
    case .normal, .uniform: true
    }
  }
}
