import Datasets
import Pipeline
import Spec
import StrictJSON

extension DatasetIndex {
  /// The annotations of a split; `masks` says whether their masks are read.
  func dataset(_ split: Split, masks: Bool = false) throws(InputError) -> COCODataset {
    try COCODataset(file: annotations(split), masks: masks)
  }
}
