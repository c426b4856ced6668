import StrictJSON

/// A notebook that rebuilds an experiment's tables from the database with pandas and SciPy, and compares.
public struct ExperimentNotebook: Sendable {
  /// The experiment's name.
  public var name: String
  /// Its title.
  public var title: String
  /// Its notes; empty for none.
  public var notes: String
  /// The digest of its settings that its runs carry.
  public var specDigest: String
  /// The ids of those of its runs that carry another digest, as they were recorded with another declaration.
  public var otherRunIDs: [String]
  /// The results folder, from the folder of the notebook.
  public var results: String
  /// The tables.
  public var tables: [ResultTable]

  /// Joins the parts.
  public init(
    name: String, title: String, notes: String, specDigest: String, otherRunIDs: [String] = [], results: String,
    tables: [ResultTable]
  ) {
    (self.name, self.title, self.notes, self.specDigest) = (name, title, notes, specDigest)
    self.otherRunIDs = otherRunIDs
    (self.results, self.tables) = (results, tables)
  }

  /// The notebook.
  public var notebook: Notebook {
    var cells: [Notebook.Cell] = [
      .text(opening),
      .code(
        """
        import json, math, os, sqlite3
        import h5py
        import matplotlib.pyplot as plt
        import pandas
        from scipy import stats

        RESULTS = os.environ.get("IMTED_RESULTS", \(literal(results)))
        EXPERIMENT = \(literal(name))
        SETTINGS = \(literal(specDigest))
        # Runs that were recorded with other settings of the experiment and are runs of these, by their ids.
        OTHERS = \(JSONValue.strings(otherRunIDs).canonicalText)
        database = sqlite3.connect(f"file:{os.path.abspath(RESULTS)}/history.sqlite?mode=ro", uri=True)
        """),
      .text(
        "## Runs\nOf a cell that was run more than once the latest finished run counts, as in the program's tables."),
      .code(Self.runs),
      .text(
        "## Tables\nMean, 95 % Student-t interval over seeds and seed-by-seed differences, computed here from the database."
          + " `EXPECTED` is what `imted table --format json` printed."),
      .code(Self.statistics),
    ]
    for (place, table) in tables.enumerated() {
      cells += [
        .text("### \(Self.markdown(table.layout.title))"),
        .code(
          "null, true, false = None, True, False\nEXPECTED = \(table.json.prettyText())\n\nrebuilt_\(place + 1) ="
            + " rebuild(EXPECTED)\nrebuilt_\(place + 1)"),
      ]
    }
    cells += [
      .text("## Training curves"), .code(Self.curves), .text("## Features"), .code(Self.features),
      .code("print(f\"{compared} numbers equal those of the program to 1e-9.\")"),
    ]
    return Notebook(cells)
  }

  private var opening: String {
    let notes = notes.isEmpty ? "" : "\n\n" + Self.markdown(notes)
    return "# \(Self.markdown(title))\(notes)\n\nWritten by `imted export notebook` for the experiment `\(name)`. Needs"
      + " pandas, SciPy, h5py and matplotlib; reads the database and feature files of the results folder"
      + " (`IMTED_RESULTS`, or the path below) and changes nothing."
  }

  /// A text as a Python literal: JSON's strings are Python's.
  private func literal(_ text: String) -> String { JSONValue.string(text).canonicalText }

  private static func markdown(_ text: String) -> String { TableText.Style.markdown.text(text) }

  private static let runs = #"""
    CELL = ["variant", "arm", "shots", "seed"]
    runs = pandas.read_sql(
        "select id, variant, arm, shots, seed, finished_at, wall_seconds from run "
        "where experiment = ? and status = 'finished' "
        "and (spec_digest = ? or id in (select value from json_each(?)))",
        database, params=(EXPERIMENT, SETTINGS, json.dumps(OTHERS)))
    runs = runs.sort_values(["finished_at", "id"], ascending=[False, True]).drop_duplicates(CELL)
    runs = runs.astype({"variant": object, "shots": "Int64"}).sort_values(CELL).reset_index(drop=True)
    assert len(runs), "no finished run: is RESULTS the right folder?"
    runs
    """#

  private static let statistics = #"""
    numbers = pandas.read_sql("select run_id, name, subset, iou_type, value from metric", database)
    numbers = numbers.merge(runs, left_on="run_id", right_on="id")
    compared = 0


    def values(seeds, variant, arm, shots, column):
        """The values of one cell of a table by seed, in the order of the seeds."""
        rows = numbers[
            (numbers.arm == arm) & (numbers.name == column["metric"]) & (numbers.subset == column["subset"])
            & (numbers.iou_type == column["iou_type"]) & numbers.value.notna()]
        rows = rows[rows.variant.isna() if variant is None else rows.variant == variant]
        rows = rows[rows.shots.isna() if shots is None else rows.shots == shots]
        found = dict(zip(rows.seed, rows.value))
        return {seed: found[seed] for seed in seeds if seed in found}


    def estimate(by_seed):
        """Mean and half the width of the 95 % Student-t interval."""
        if not by_seed:
            return None
        sample = pandas.Series(by_seed, dtype=float)
        n = len(sample)
        half = stats.t.ppf(0.975, n - 1) * sample.std(ddof=1) / math.sqrt(n) if n > 1 else None
        return {"mean": sample.mean(), "half_width": half, "n": n, "seeds": list(by_seed)}


    def compare(found, expected, where):
        """Fails unless two estimates are the same to 1e-9."""
        global compared
        assert (found is None) == (expected is None), where
        if found is None:
            return
        assert found["n"] == expected["n"] and found["seeds"] == expected["seeds"], where
        for key in ["mean", "half_width"]:
            a, b = found[key], expected[key]
            assert (a is None) == (b is None) and (a is None or abs(a - b) <= 1e-9), (where, key, a, b)
            compared += a is not None


    def text(found, signed=False):
        if found is None:
            return "–"
        half = "" if found["half_width"] is None else f" ± {100 * found['half_width']:.1f}"
        return f"{100 * found['mean']:{'+' if signed else ''}.1f}{half} (n={found['n']})"


    def rebuild(table):
        """The table from the database, compared with what the program printed."""
        arm, variant = table["baseline"], table["baseline_variant"]
        lines = []
        for row in table["rows"]:
            line = {axis: row[axis] for axis in ["variant", "shots", "arm"] if row[axis] is not None}
            is_baseline = arm in (None, row["arm"]) and variant in (None, row["variant"])
            for column, cell in zip(table["columns"], row["cells"]):
                where = (table["name"], row["variant"], row["arm"], row["shots"], column["label"])
                own = values(table["seeds"], row["variant"], row["arm"], row["shots"], column)
                compare(estimate(own), cell["estimate"], where)
                line[column["label"]] = text(estimate(own))
                difference = None
                if not is_baseline:
                    other = values(table["seeds"], variant or row["variant"], arm or row["arm"], row["shots"], column)
                    difference = estimate({seed: own[seed] - other[seed] for seed in own if seed in other})
                    line["Δ " + column["label"]] = text(difference, signed=True)
                compare(difference, cell["difference"], where + ("difference",))
            lines.append(line)
        return pandas.DataFrame(lines).fillna("")
    """#

  private static let curves = #"""
    curves = pandas.read_sql("select run_id, stage, step, value from curve where name = 'loss'", database)
    curves = curves.merge(runs, left_on="run_id", right_on="id")
    stages = [stage for stage in ["pretrain", "train", "fine-tune"] if stage in set(curves.stage)]
    if stages:
        figure, axes = plt.subplots(1, len(stages), figsize=(5 * len(stages), 3.5), squeeze=False)
        for stage, axis in zip(stages, axes[0]):
            for arm, part in curves[curves.stage == stage].groupby("arm"):
                part.groupby("step").value.mean().plot(ax=axis, label=arm)
            axis.set(title=f"{stage}: mean loss over runs", xlabel="step", ylabel="loss")
            axis.legend()
        figure.tight_layout()
    """#

  private static let features = #"""
    stages = pandas.read_sql("select run_id, stage_key from run_stage where role = 'extract-features'", database)
    shares = []
    for run in stages.merge(runs, left_on="run_id", right_on="id").itertuples():
        path = f"{RESULTS}/objects/{run.stage_key[:2]}/{run.stage_key}/features.h5"
        if not os.path.exists(path):
            continue
        with h5py.File(path) as file:
            right = file["labels"][...] == file["predicted_labels"][...]
            assert len(right) == len(file["features"])
            shares.append({"arm": run.arm, "shots": run.shots, "seed": run.seed, "objects": len(right),
                           "class found": right.mean(), "dimensions": file["features"].shape[1]})
    features = pandas.DataFrame(shares)
    if len(features):
        features.groupby("arm")["class found"].mean().plot.barh(title="objects whose class the head finds, mean over runs")
    features
    """#
}
