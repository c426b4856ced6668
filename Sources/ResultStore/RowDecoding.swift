import StrictJSON

extension RunRow {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      id: try row.text("id"), experiment: try row.text("experiment"),
      specDigest: try row.textIfAny("spec_digest"), arm: try row.text("arm"),
      shots: try row.integerIfAny("shots"), seed: try row.integer("seed"),
      variant: try row.textIfAny("variant"), status: try row.status("status"),
      startedAt: try row.textIfAny("started_at"), finishedAt: try row.textIfAny("finished_at"),
      wallSeconds: try row.numberIfAny("wall_seconds"), machine: try row.textIfAny("machine"),
      threads: try row.integerIfAny("threads"), device: try row.textIfAny("device"),
      commitID: try row.textIfAny("commit_id"), message: try row.textIfAny("message"),
      protocolDigest: try row.textIfAny("protocol"), ownProtocolJSON: try row.textIfAny("own_protocol_json"))
  }
}

extension StageRow {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      key: try row.text("key"), kind: try row.text("kind"), version: try row.integerIfAny("version"),
      configJSON: try row.textIfAny("config_json"), startedAt: try row.textIfAny("started_at"),
      finishedAt: try row.textIfAny("finished_at"), wallSeconds: try row.numberIfAny("wall_seconds"),
      machine: try row.textIfAny("machine"), threads: try row.integerIfAny("threads"),
      device: try row.textIfAny("device"), artifactBytes: try row.integerIfAny("artifact_bytes"))
  }
}

extension MetricRow {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      name: try row.text("name"), subset: try row.text("subset"), iouType: try row.text("iou_type"),
      value: try row.numberIfAny("value"), n: try row.integer("n"))
  }
}

extension ClassMetricRow {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      category: try row.text("category"), name: try row.text("name"), subset: try row.text("subset"),
      iouType: try row.text("iou_type"), value: try row.numberIfAny("value"), n: try row.integer("n"))
  }
}

extension CurvePoint {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      stage: try row.text("stage"), name: try row.text("name"), step: try row.integer("step"),
      value: try row.numberIfAny("value"))
  }
}

extension RunMetric {
  init(_ row: RowReader) throws(InputError) {
    self.init(
      runID: try row.text("run_id"), arm: try row.text("arm"), shots: try row.integerIfAny("shots"),
      seed: try row.integer("seed"), variant: try row.textIfAny("variant"), status: try row.status("status"),
      metric: try MetricRow(row))
  }
}
