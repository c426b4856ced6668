import GRDB

/// The tables, indexes and views. A migration that has been released is never edited; a change is a new migration.
enum Schema {
  /// Marks a file as ours: "imTD" in SQLite's application id.
  static let applicationID = 0x696D_5444

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs, stages, metrics, curves") { database in
      try database.execute(sql: firstTables)
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    migrator.registerMigration("2 variants") { database in try database.execute(sql: variants) }
    migrator.registerMigration("3 protocols") { database in try database.execute(sql: protocols) }
    migrator.registerMigration("4 labels, tidy views") { database in try database.execute(sql: labels) }
    migrator.registerMigration("5 seeds of one specification") { database in try database.execute(sql: latestSeeds) }
    return migrator
  }

  // Before, runs under different specifications were averaged, and a cell that was run again counted twice.
  private static let latestSeeds = """
    DROP VIEW metric_over_seeds;
    CREATE VIEW metric_over_seeds AS
      SELECT latest.experiment, latest.spec_digest, variant, arm, shots, name, subset, iou_type,
        count(*) AS runs, count(value) AS runs_with_value,
        avg(value) AS mean, min(value) AS lowest, max(value) AS highest
      FROM (
        SELECT id, experiment, spec_digest, variant, arm, shots, seed,
          row_number() OVER (
            PARTITION BY experiment, variant, arm, shots, spec_digest, seed ORDER BY finished_at DESC, id) AS place
        FROM run WHERE status = 'finished') AS latest
        JOIN metric ON metric.run_id = latest.id
      WHERE place = 1
      GROUP BY latest.experiment, variant, arm, shots, latest.spec_digest, name, subset, iou_type;
    """

  // The indexes serve the first page of a history, filters by a measure's value, and groups of seeds, which are read in
  // their order and need nothing but the index.
  private static let labels = """
    CREATE TABLE tag (
      run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (run_id, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tag_by_name ON tag(tag);
    CREATE TABLE note (
      run_id TEXT NOT NULL PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
      text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    DROP INDEX run_by_start;
    CREATE INDEX run_by_start ON run(started_at DESC, id);
    DROP INDEX run_by_cell;
    CREATE INDEX run_by_cell ON run(experiment, variant, arm, shots, spec_digest, seed, status, finished_at, id);
    DROP INDEX metric_by_name;
    CREATE INDEX metric_by_value ON metric(name, subset, iou_type, value);

    CREATE VIEW tidy_metric AS
      SELECT run.id AS run_id, experiment.name AS experiment, run.spec_digest, variant, arm, shots, seed, status,
        started_at, finished_at,
        (SELECT group_concat(tag, ' ') FROM (SELECT tag FROM tag WHERE tag.run_id = run.id ORDER BY tag)) AS tags,
        metric.name AS metric, subset, iou_type, value, n
      FROM run JOIN experiment ON experiment.id = run.experiment JOIN metric ON metric.run_id = run.id;
    CREATE VIEW seed_group AS
      SELECT experiment.name AS experiment, latest.spec_digest, variant, arm, shots,
        metric.name AS metric, subset, iou_type,
        count(*) AS runs, count(value) AS runs_with_value, avg(value) AS mean,
        CASE WHEN count(value) > 1 THEN
          max(0.0, (sum(value * value) - sum(value) * sum(value) / count(value)) / (count(value) - 1)) END AS variance,
        min(value) AS lowest, max(value) AS highest
      FROM (
        SELECT id, experiment, spec_digest, variant, arm, shots, seed,
          row_number() OVER (
            PARTITION BY experiment, variant, arm, shots, spec_digest, seed ORDER BY finished_at DESC, id) AS place
        FROM run WHERE status = 'finished') AS latest
        JOIN experiment ON experiment.id = latest.experiment JOIN metric ON metric.run_id = latest.id
      WHERE place = 1
      GROUP BY latest.experiment, variant, arm, shots, latest.spec_digest, metric.name, subset, iou_type;
    """

  private static let protocols = """
    CREATE TABLE protocol (
      digest TEXT NOT NULL PRIMARY KEY,
      card_json TEXT NOT NULL
    ) STRICT;
    ALTER TABLE run ADD COLUMN protocol TEXT REFERENCES protocol(digest);
    ALTER TABLE run ADD COLUMN own_protocol_json TEXT;
    CREATE INDEX run_by_protocol ON run(protocol);
    """

  private static let variants = """
    ALTER TABLE run ADD COLUMN variant TEXT;
    DROP INDEX run_by_cell;
    CREATE INDEX run_by_cell ON run(experiment, variant, arm, shots, seed);

    DROP VIEW metric_over_seeds;
    DROP VIEW metric_by_run;
    CREATE VIEW metric_by_run AS
      SELECT run.id AS run_id, experiment, variant, arm, shots, seed, status,
        name, subset, iou_type, value, n
      FROM run JOIN metric ON metric.run_id = run.id;
    CREATE VIEW metric_over_seeds AS
      SELECT experiment, variant, arm, shots, name, subset, iou_type,
        count(*) AS runs, count(value) AS runs_with_value,
        avg(value) AS mean, min(value) AS lowest, max(value) AS highest
      FROM metric_by_run WHERE status = 'finished'
      GROUP BY experiment, variant, arm, shots, name, subset, iou_type;
    """

  // Column names of `run` and `metric` are disjoint, so that a join of the two needs no qualified names.
  private static let firstTables = """
    CREATE TABLE experiment (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      spec_json TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX experiment_by_name ON experiment(name);

    CREATE TABLE run (
      id TEXT NOT NULL PRIMARY KEY,
      experiment TEXT NOT NULL REFERENCES experiment(id) ON DELETE CASCADE,
      spec_digest TEXT,
      arm TEXT NOT NULL,
      shots INTEGER,
      seed INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('planned', 'running', 'finished', 'failed', 'interrupted')),
      started_at TEXT,
      finished_at TEXT,
      wall_seconds REAL,
      machine TEXT,
      threads INTEGER,
      device TEXT,
      commit_id TEXT,
      message TEXT
    ) STRICT;
    CREATE INDEX run_by_cell ON run(experiment, arm, shots, seed);
    CREATE INDEX run_by_start ON run(started_at);

    CREATE TABLE stage (
      key TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      version INTEGER,
      config_json TEXT,
      started_at TEXT,
      finished_at TEXT,
      wall_seconds REAL,
      machine TEXT,
      threads INTEGER,
      device TEXT,
      artifact_bytes INTEGER
    ) STRICT;

    CREATE TABLE run_stage (
      run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
      role TEXT NOT NULL,
      position INTEGER NOT NULL,
      stage_key TEXT NOT NULL REFERENCES stage(key),
      PRIMARY KEY (run_id, role)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_stage_by_stage ON run_stage(stage_key);

    CREATE TABLE metric (
      run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      subset TEXT NOT NULL,
      iou_type TEXT NOT NULL,
      value REAL,
      n INTEGER NOT NULL,
      PRIMARY KEY (run_id, name, subset, iou_type)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX metric_by_name ON metric(name, subset);

    CREATE TABLE class_metric (
      run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
      category TEXT NOT NULL,
      name TEXT NOT NULL,
      subset TEXT NOT NULL,
      iou_type TEXT NOT NULL,
      value REAL,
      n INTEGER NOT NULL,
      PRIMARY KEY (run_id, category, name, subset, iou_type)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE curve (
      run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
      stage TEXT NOT NULL,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run_id, stage, name, step)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW metric_by_run AS
      SELECT run.id AS run_id, experiment, arm, shots, seed, status,
        name, subset, iou_type, value, n
      FROM run JOIN metric ON metric.run_id = run.id;

    CREATE VIEW metric_over_seeds AS
      SELECT experiment, arm, shots, name, subset, iou_type,
        count(*) AS runs, count(value) AS runs_with_value,
        avg(value) AS mean, min(value) AS lowest, max(value) AS highest
      FROM metric_by_run WHERE status = 'finished'
      GROUP BY experiment, arm, shots, name, subset, iou_type;
    """
}
