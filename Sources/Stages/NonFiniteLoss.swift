/// Training met a loss that is infinite or not a number; nothing after it would be worth anything.
struct NonFiniteLoss: Error, CustomStringConvertible {
  let stage: String
  let step: Int
  let value: Float

  var description: String {
    "\(stage) stopped at step \(step): the loss is \(value); a lower learning rate or a longer warm-up may help"
  }
}
