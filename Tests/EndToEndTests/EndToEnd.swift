import Testing

/// The tests of the built programs. One at a time: each runs a whole experiment or part of one, and they would only
/// take each other's cores.
@Suite(.serialized) enum EndToEnd {}
