// How sure are we? Uncertain drivers are drawn again and again, and what follows from them is counted.
//
//     draws            one written value, one distribution, one stream of random numbers (Sampler, Seed)
//     trials           one more axis of the sheet, in blocks (Trials.swift); nothing is kept of a trial
//     results          percentiles and means of readings (Quantiles), in how many trials a promise is kept
//
// The numbers of a trial follow from the seed and its place alone, and results are gathered in chunks of fixed size
// into counts and exact sums. So neither threads nor the size of blocks change a bit of the answer.
//
// The first trials (16,384, fewer for very many drivers) are kept as a sample: the bins of the percentiles are laid by
// it, and the drivers' shares of the spread are rank correlations in it.

import Synchronization

/// What is drawn and what is asked for.
package struct Simulation: Sendable {
  /// One uncertain value.
  package struct Draw: Sendable {
    /// The driver's place in the schema, and the cells of its pin that the value stands for.
    package var place: Int
    package var cells: [Int]
    /// What its random numbers are found by: `close_rate[CEO]`.
    package var name: String
    package var distribution: Distribution

    package init(place: Int, cells: [Int], name: String, distribution: Distribution) {
      self.place = place
      self.cells = cells
      self.name = name
      self.distribution = distribution
    }
  }

  /// One figure that is followed through the trials: a cell of a formula.
  package struct Reading: Sendable {
    package var formula: Checked
    /// Which of the cells that it has on the plain sheet.
    package var cell: Int

    package init(_ formula: Checked, cell: Int = 0) {
      self.formula = formula
      self.cell = cell
    }
  }

  /// What a reading came to.
  package struct Summary: Sendable {
    package var quantiles: Quantiles
    /// For each draw, what share of the spread comes from it; 0 for all where there is none.
    package var shares: [Double]
  }

  package struct Answer: Sendable {
    package var readings: [Summary]
    /// For each test, in how many trials it holds.
    package var kept: [Int]
  }

  package var trials: Int
  package var seed: Seed
  package var draws: [Draw]
  package var readings: [Reading]
  /// Tests; one that is undefined does not hold.
  package var tests: [Checked]
  package var threads = Workers.available
  /// How many trials are computed at once; found by what they need if nil.
  package var block: Int?

  /// As many as can be counted.
  package static let most = 4_000_000_000

  /// What threads take from the queue and results are gathered by.
  static let chunk = 1024

  package init(trials: Int, seed: UInt64, draws: [Draw], readings: [Reading], tests: [Checked]) {
    self.trials = max(1, min(Simulation.most, trials))
    self.seed = Seed(seed)
    self.draws = draws
    self.readings = readings
    self.tests = tests
  }

  /// - Throws: when it is cancelled.
  package func run(on base: Sheet, progress: Progress = .silent) throws(Diagnostic) -> Answer {
    let sources = try sources(base, progress)
    let layout = Trials.Layout(self, base, sources)
    let chunks = (trials + Simulation.chunk - 1) / Simulation.chunk
    // Each kept trial costs a number for each draw and each result.
    let room = (1 << 21) / (Simulation.chunk * max(1, sources.count + layout.results))
    let sampled = min(chunks, max(1, min(16, room)))

    let sample = try self.sample(sampled, layout, progress)
    var quantiles = readings.indices.map { Quantiles(Quantiles.Scale(pilot: sample[$0])) }
    var kept = [Int](repeating: 0, count: tests.count)
    for (at, column) in sample.enumerated() {
      column.withUnsafeBufferPointer { Simulation.count($0, at, &quantiles, &kept) }
    }
    let empty = (quantiles: readings.indices.map { Quantiles(quantiles[$0].scale) }, kept: kept.map { _ in 0 })
    let parts = try layout.run(sampled..<chunks, progress, from: empty) { found, _, results in
      for (at, column) in results.enumerated() { Simulation.count(column, at, &found.quantiles, &found.kept) }
    }
    for part in parts {
      for at in quantiles.indices { quantiles[at].merge(part.quantiles[at]) }
      for at in kept.indices { kept[at] += part.kept[at] }
    }
    let shares = try shares(sources, sample, base, progress)
    return Answer(readings: zip(quantiles, shares).map { Summary(quantiles: $0, shares: $1) }, kept: kept)
  }

  /// Counts a column of results: those of readings come first, then whether tests hold.
  private static func count(
    _ column: UnsafeBufferPointer<Double>, _ at: Int, _ quantiles: inout [Quantiles], _ kept: inout [Int]
  ) {
    if at < quantiles.count {
      quantiles[at].add(column)
    } else {
      var count = 0
      for value in column where value == 1 { count += 1 }
      kept[at - quantiles.count] += count
    }
  }

  /// A draw made ready.
  struct Source: Sendable {
    var sampler: Sampler
    var stream: TrialStream
  }

  private func sources(_ base: Sheet, _ progress: Progress) throws(Diagnostic) -> [Source] {
    var tables: [Sampler] = []
    var sources: [Source] = []
    for draw in draws {
      try progress.check()
      let known = tables.first { $0.distribution == draw.distribution }
      let sampler = known ?? Sampler(draw.distribution)
      if known == nil { tables.append(sampler) }
      sources.append(Source(sampler: sampler, stream: seed.stream(draw.name)))
    }
    return sources
  }

  /// The results of the first trials, column by column.
  private func sample(_ chunks: Int, _ layout: Trials.Layout, _ progress: Progress) throws(Diagnostic) -> [[Double]] {
    let parts = try layout.run(0..<chunks, progress, from: [(Int, [[Double]])]()) { found, chunk, results in
      found.append((chunk, results.map { Array($0) }))
    }
    let ordered = parts.flatMap { $0 }.sorted { $0.0 < $1.0 }
    return (0..<layout.results).map { result in ordered.flatMap { $0.1[result] } }
  }

  /// Where each reading's spread comes from: only from draws that it depends on at all.
  private func shares(
    _ sources: [Source], _ sample: [[Double]], _ base: Sheet, _ progress: Progress
  ) throws(Diagnostic) -> [[Double]] {
    guard let count = sample.first?.count, !readings.isEmpty else { return [] }
    let ranks = Ranks(
      drivers: sources.map { source in
        [Double](unsafeUninitializedCapacity: count) { cells, initialized in
          source.sampler.fill(UnsafeMutableBufferPointer(rebasing: cells[..<count]), from: source.stream, at: 0)
          initialized = count
        }
      })
    var result: [[Double]] = []
    for (reading, column) in zip(readings, sample) {
      try progress.check()
      let behind = Set(base.program.dependencies(of: reading.formula.reads))
      result.append(ranks.shares(of: column, among: draws.map { behind.contains($0.place) }))
    }
    return result
  }
}
