import Detection
import StrictJSON

/// The rules about lists of shots.
extension DataCheck {
  /// Reads the lists of every K and seed, adds what is wrong with them, and gives those that could be read.
  func supportFindings(_ train: COCODataset, _ findings: inout [DataFinding]) -> [SupportSet] {
    guard let format else { return [] }
    let categories = train.categories.filter { !isNovelOnly || novelCategories.contains($0.name) }
    var sets: [SupportSet] = []
    var smaller: (seed: Int, shots: Int, set: SupportSet)?
    for entry in shots.sorted(by: { ($0.seed, $0.shots) < ($1.seed, $1.shots) }) {
      let set: SupportSet
      do throws(InputError) {
        set = try SupportSet(
          path: entry.path, format: format, shots: entry.shots, categories: categories, train: train)
      } catch {
        findings.append(DataFinding(.readable, error))
        continue
      }
      for list in set.lists { findings += counts(list, entry, format) }
      findings += order(set, train) + duplicates(set)
      if let smaller, smaller.seed == entry.seed {
        findings += nesting(smaller.set, smaller.shots, in: set, entry)
      }
      smaller = (entry.seed, entry.shots, set)
      sets.append(set)
    }
    return sets
  }

  private func counts(_ list: SupportSet.List, _ entry: Shots, _ format: SupportSet.Format) -> [DataFinding] {
    let (shots, boxes, pictures) = (entry.shots, list.annotations.count, list.images.count)
    func finding(_ rule: DataRule, _ path: String, _ found: String, _ expected: String) -> DataFinding {
      DataFinding(
        rule,
        InputError(file: list.file, jsonPath: format == .fsdetVOC ? nil : path, found: found, expected: expected))
    }
    let name = "\"\(list.category.name)\""
    let boxText = "\(boxes) \(boxes == 1 ? "box" : "boxes") of \(name)"
    var findings: [DataFinding] = []
    if format == .fsdetVOC, boxes > shots, pictures <= shots {
      findings.append(
        finding(.vocSurplus, "", "\(boxText) on \(pictures) pictures", "\(shots), so many of which will be drawn"))
    } else if boxes > shots, pictures == shots {
      findings.append(
        finding(.imageShots, "$.annotations", "\(boxText) on \(pictures) pictures", "\(shots) boxes, not pictures"))
    } else if boxes != shots {
      findings.append(finding(.shotCount, "$.annotations", boxText, "exactly \(shots)"))
    }
    let empty = list.annotations.count { $0.box.isEmpty }
    if empty > 0 {
      findings.append(
        finding(
          .emptyShots, "$.annotations", "\(empty) of \(boxText) without area",
          "boxes with an area, as training drops others"))
    }
    if pictures > shots {
      // A published list of seed 0 has some without a box, which training leaves out.
      findings.append(
        finding(
          entry.seed == 0 && boxes == shots ? .importedPictures : .shotPictures, "$.images",
          "\(pictures) pictures for \(name)", "at most \(shots), one for each box"))
    }
    return findings
  }

  /// One finding for each file whose categories are not the training file's, or in another order.
  private func order(_ set: SupportSet, _ train: COCODataset) -> [DataFinding] {
    var findings: [DataFinding] = []
    var seen = Set<String>()
    for list in set.lists where !list.fileCategories.isEmpty && seen.insert(list.file).inserted {
      let known = Set(list.fileCategories.map(\.name))
      let wanted = train.categories.filter { known.contains($0.name) }
      let names = Set(wanted.map(\.name))
      let own = list.fileCategories.filter { names.contains($0.name) }
      guard let place = own.indices.first(where: { own[$0].name != wanted[$0].name || own[$0].id != wanted[$0].id })
      else { continue }
      let index = list.fileCategories.firstIndex(of: own[place]) ?? place
      findings.append(
        DataFinding(
          .categoryOrder,
          InputError(
            file: list.file, jsonPath: "$.categories[\(index)]",
            found: "\"\(own[place].name)\" with the id \(own[place].id)",
            expected: "\"\(wanted[place].name)\" with the id \(wanted[place].id), as in \(train.file ?? "training")")))
    }
    return findings
  }

  private func duplicates(_ set: SupportSet) -> [DataFinding] {
    var owners: [Int: String] = [:]
    var findings: [DataFinding] = []
    for list in set.lists {
      let repeated = list.annotations.filter { owners[$0.id] != nil }
      if let first = repeated.first, let owner = owners[first.id] {
        findings.append(
          DataFinding(
            .duplicateAnnotations,
            InputError(
              file: list.file, jsonPath: "$.annotations",
              found: "the annotation \(first.id)\(repeated.count == 1 ? "" : " and \(repeated.count - 1) more"), "
                + "which \(owner) has too", expected: "ids of its own")))
      }
      for annotation in list.annotations where owners[annotation.id] == nil { owners[annotation.id] = list.file }
    }
    return findings
  }

  private func nesting(_ small: SupportSet, _ shots: Int, in large: SupportSet, _ entry: Shots) -> [DataFinding] {
    var findings: [DataFinding] = []
    for (less, more) in zip(small.lists, large.lists) {
      let known = Set(more.annotations.map(\.id))
      let lost = less.annotations.filter { !known.contains($0.id) }
      guard let first = lost.first else { continue }
      findings.append(
        DataFinding(
          entry.seed == 0 ? .importedNesting : .nesting,
          InputError(
            file: more.file, jsonPath: format == .fsdetVOC ? nil : "$.annotations",
            found: "no annotation \(first.id)\(lost.count == 1 ? "" : " and \(lost.count - 1) more"), "
              + "which is among the \(shots) \(shots == 1 ? "shot" : "shots")",
            expected: "all of \(less.file)")))
    }
    return findings
  }
}
