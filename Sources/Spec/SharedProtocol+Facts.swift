import StrictJSON

extension SharedProtocol {
  /// The card in words, one fact after the other. Every card has the same facts in the same order.
  public var facts: [ProtocolFact] {
    [ProtocolFact("task", task.rawValue, isDecisive: true)] + evaluated.facts + labels.facts + shotFacts
      + prediction.facts + measures.facts
  }

  /// The facts that differ from another protocol's: each with the words of the difference.
  public func differences(from other: SharedProtocol) -> [(fact: ProtocolFact, words: String)] {
    zip(facts, other.facts).compactMap { own, others in
      own.value == others.value ? nil : (own, own.difference(from: others))
    }
  }

  private var shotFacts: [ProtocolFact] {
    let source = shots.map { $0.lists.map { "boxes, from lists (\($0.format.rawValue))" } ?? "boxes, drawn" } ?? "none"
    let records = shots.map { ($0.lists?.boxRecords ?? .merged).rawValue } ?? "none"
    return [
      ProtocolFact("few-shot setting", shots?.setting.rawValue ?? "none", isDecisive: true),
      ProtocolFact("shots", source), ProtocolFact("box records", records),
    ]
  }
}

extension SharedProtocol.Evaluated {
  fileprivate var facts: [ProtocolFact] {
    [
      ProtocolFact("evaluated split", split.rawValue),
      ProtocolFact("annotation file", annotations, isDecisive: true),
      ProtocolFact("pictures", pictures), ProtocolFact("objects", objects),
      ProtocolFact("categories of the file", categories),
    ]
  }
}

extension SharedProtocol.Labels {
  /// The order of categories changes no number by itself; which ones there are does.
  fileprivate var facts: [ProtocolFact] {
    [
      ProtocolFact("label space", space.rawValue, isDecisive: true),
      ProtocolFact("category order", order),
      ProtocolFact(
        silent: "categories", .strings(order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }), isDecisive: true),
      ProtocolFact("base categories", base.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, isDecisive: true),
      ProtocolFact("novel categories", novel.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, isDecisive: true),
    ]
  }
}

extension SharedProtocol.Prediction {
  fileprivate var facts: [ProtocolFact] {
    let size =
      testSize.map { "short side \($0.short) px, long side at most \($0.long) px" }
      ?? "stretched to \(squareSide ?? 0) x \(squareSide ?? 0) px"
    return [
      ProtocolFact("score threshold", scoreThreshold), ProtocolFact("NMS IoU", nmsIoU),
      ProtocolFact("detections per picture", maxDetections), ProtocolFact("test size", size),
      ProtocolFact("augmentation at test", "none"),
    ]
  }
}

extension SharedProtocol.Measures {
  fileprivate var facts: [ProtocolFact] {
    let words = Subset.Occlusion.allCases.map { kind -> ProtocolFact in
      guard let entry = occlusion.first(where: { $0.kind == kind }) else {
        return ProtocolFact("\(kind.rawValue) objects", "not measured")
      }
      let rule = "by masks and visible fractions"
      return ProtocolFact("\(kind.rawValue) objects", entry.list.map { "list with SHA-256 \($0.hex)" } ?? rule)
    }
    return [
      ProtocolFact("COCO maxDets", maxDetections.map(String.init).joined(separator: "/"))
    ] + words + [
      ProtocolFact("definition of CoLoc and Acc", singleObject ?? "not measured", isDecisive: true),
      ProtocolFact("evaluator", evaluator, isDecisive: true),
    ]
  }
}
