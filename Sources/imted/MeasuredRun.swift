import Pipeline

// The pipeline's side of the names that it shares with the database; see `StoredRows.swift`.
typealias MeasuredRun = RunRecord
typealias MeasuredStatus = RunStatus
