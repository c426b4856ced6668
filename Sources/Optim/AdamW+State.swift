public import Torch

extension AdamW {
  /// The moments and step counts under names of their own, in a fixed order: what must be kept so that training can go
  /// on. They are the optimiser's own tensors, to be copied from and into.
  public var state: [(name: String, tensor: Tensor)] {
    moments.enumerated().flatMap { group, moments in
      moments.first.indices.flatMap { place in
        [
          ("\(group).\(place).first", moments.first[place]), ("\(group).\(place).second", moments.second[place]),
          ("\(group).\(place).steps", moments.steps[place]),
        ]
      }
    }
  }
}
