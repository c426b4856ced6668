/// What is learnt and measured.
public enum LearningTask: String, CaseIterable, Sendable, Hashable {
  /// Boxes and classes of all objects in an image.
  case detection
  /// Class and box of the one labelled object in an image.
  case singleObject = "single-object"
}

/// A part of a data set.
public enum Split: String, CaseIterable, Sendable, Hashable {
  /// Images for MAE pre-training; labels are not used.
  case pretrain
  /// Labelled images to train on.
  case train
  /// Images to choose settings on.
  case development
  /// Images to report on.
  case test
}

/// The number format of activations while training.
public enum Precision: String, CaseIterable, Sendable, Hashable {
  /// 32-bit floating point throughout.
  case float32
  /// Matrix products and convolutions in bfloat16, everything else in 32 bits.
  case bfloat16
  /// Matrix products and convolutions in float16, losses scaled so that gradients do not vanish.
  case float16
}

/// How the learning rate falls after warm-up, as a factor of its peak over the share of the remaining steps done.
public enum Schedule: String, CaseIterable, Sendable, Hashable {
  /// Half a cosine from 1 to 0.
  case cosine
  /// 1, then 0.1 after 3/4 and 0.01 after 11/12 of all steps (27 and 33 of 36 epochs, as in imTED's configurations).
  case step
  /// 1 throughout.
  case constant
}

/// What overlaps are measured between.
public enum IoUType: String, CaseIterable, Sendable, Hashable {
  /// Boxes.
  case bbox
  /// Masks.
  case segm
}

/// Which categories a model distinguishes.
public enum LabelSpace: String, CaseIterable, Sendable, Hashable {
  /// The base categories only.
  case base
  /// Base categories, then novel ones.
  case all
  /// The novel categories only.
  case novel
}

/// The measures that `evaluate` writes and tables show.
public enum MetricName: String, CaseIterable, Sendable, Hashable {
  /// COCO AP over IoU 0.50 to 0.95, all areas.
  case ap = "AP"
  /// AP at IoU 0.50.
  case ap50 = "AP50"
  /// AP at IoU 0.75.
  case ap75 = "AP75"
  /// AP of small objects.
  case apSmall = "APs"
  /// AP of medium objects.
  case apMedium = "APm"
  /// AP of large objects.
  case apLarge = "APl"
  /// Recall with 1 detection per image and category.
  case ar1 = "AR1"
  /// Recall with 10.
  case ar10 = "AR10"
  /// Recall with 100.
  case ar100 = "AR100"
  /// Recall of small objects.
  case arSmall = "ARs"
  /// Recall of medium objects.
  case arMedium = "ARm"
  /// Recall of large objects.
  case arLarge = "ARl"
  /// Share of images whose one object is localised.
  case coLoc = "CoLoc"
  /// Share of images whose one object is classified correctly.
  case accuracy = "Acc"
  /// Share of hidden objects found with a score of 0.3 and a mask IoU of 0.75.
  case maskRecall = "MaskRecall"
  /// The same with the IoU of boxes.
  case boxRecall = "BoxRecall"
  /// VOC's AP at IoU 0.5: the area under the curve.
  case voc50 = "VOC50"
  /// VOC's AP at IoU 0.5: the mean over 11 recalls.
  case voc50ElevenPoint = "VOC50-11"
}
