extension DetectorSettings {
  /// The same numbers for ViTDet's detector (Li et al. 2022): an encoder with windows, whose last map the pyramid is made
  /// of, with fewer channels where it is larger, and two convolutions that all proposals share.
  ///
  /// Anchors, matching, sampling, losses and what becomes of detections stay as they are, so that detectors differ in
  /// nothing else.
  public func vitDet(_ windows: WindowedAttention) -> DetectorSettings {
    var settings = self
    settings.windows = windows
    settings.pyramidStyle = .narrowing
    settings.pyramidBlock = nil
    settings.rpn.convolutions = 2
    return settings
  }
}
