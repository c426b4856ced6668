extension Tensor {
  /// Element by element sum, with broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor { Operator.add([.tensor(a), .tensor(b)]) }
  /// Adds a number to each element.
  public static func + (a: Tensor, b: Double) -> Tensor { Operator.addScalar([.tensor(a), .double(b)]) }
  /// Element by element difference, with broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor { Operator.sub([.tensor(a), .tensor(b)]) }
  /// Takes a number from each element.
  public static func - (a: Tensor, b: Double) -> Tensor { Operator.addScalar([.tensor(a), .double(-b)]) }
  /// A number less each element.
  public static func - (a: Double, b: Tensor) -> Tensor { Operator.rsubScalar([.tensor(b), .double(a)]) }
  /// Element by element product, with broadcasting.
  public static func * (a: Tensor, b: Tensor) -> Tensor { Operator.mul([.tensor(a), .tensor(b)]) }
  /// Multiplies each element by a number.
  public static func * (a: Tensor, b: Double) -> Tensor { Operator.mulScalar([.tensor(a), .double(b)]) }
  /// Element by element quotient, with broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor { Operator.div([.tensor(a), .tensor(b)]) }
  /// Divides each element by a number.
  public static func / (a: Tensor, b: Double) -> Tensor { Operator.divScalar([.tensor(a), .double(b)]) }
  /// The negative of each element.
  public static prefix func - (a: Tensor) -> Tensor { Operator.neg([.tensor(a)]) }

  /// e to the power of each element.
  public func exp() -> Tensor { Operator.exp([.tensor(self)]) }
  /// Natural logarithm of each element.
  public func log() -> Tensor { Operator.log([.tensor(self)]) }
  /// Square root of each element.
  public func sqrt() -> Tensor { Operator.sqrt([.tensor(self)]) }
  /// One over the square root of each element.
  public func rsqrt() -> Tensor { Operator.rsqrt([.tensor(self)]) }
  /// Absolute value of each element.
  public func abs() -> Tensor { Operator.abs([.tensor(self)]) }
  /// Square of each element.
  public func square() -> Tensor { Operator.square([.tensor(self)]) }
  /// One over each element.
  public func reciprocal() -> Tensor { Operator.reciprocal([.tensor(self)]) }
  /// Each element to the power of a number.
  public func pow(_ exponent: Double) -> Tensor { Operator.powScalar([.tensor(self), .double(exponent)]) }
  /// The largest whole number not above each element.
  public func floor() -> Tensor { Operator.floor([.tensor(self)]) }
  /// Logistic function of each element.
  public func sigmoid() -> Tensor { Operator.sigmoid([.tensor(self)]) }
  /// Each element, or 0 where it is negative.
  public func relu() -> Tensor { Operator.relu([.tensor(self)]) }
  /// The exact GELU (by the error function) of each element.
  public func gelu() -> Tensor { Operator.gelu([.tensor(self)]) }
  /// Exponentials along `dim`, divided by their sum.
  public func softmax(dim: Int) -> Tensor { Operator.softmax([.tensor(self), .int(dim)]) }
  /// Logarithm of `softmax`.
  public func logSoftmax(dim: Int) -> Tensor { Operator.logSoftmax([.tensor(self), .int(dim)]) }
  /// Each element, kept within the bounds.
  public func clamp(min: Double? = nil, max: Double? = nil) -> Tensor {
    Operator.clamp([.tensor(self), min.map { .double($0) } ?? .none, max.map { .double($0) } ?? .none])
  }
  /// The larger of two, element by element.
  public func maximum(_ other: Tensor) -> Tensor { Operator.maximum([.tensor(self), .tensor(other)]) }
  /// The smaller of two, element by element.
  public func minimum(_ other: Tensor) -> Tensor { Operator.minimum([.tensor(self), .tensor(other)]) }
}
