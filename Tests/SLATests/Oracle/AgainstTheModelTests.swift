// The program against the oracle: random agreements go through both, as text and as a value, and every quantity has to
// agree to 1e-9.
//
// `compare` knows nothing of the program; it is given a function that reads a file's text and answers with grids.

import Testing

/// What the program makes of a file: for each quantity its axes by name, their labels, and its values with the last axis
/// running fastest; nil is undefined.
typealias ModelAnswer = [String: (axes: [String], labels: [[String]], values: [Double?])]

/// A cell, a quantity or a file on which program and oracle do not agree.
struct Mismatch: Sendable, CustomStringConvertible {
  let seed: Int
  let quantity: String
  var labels: [String] = []
  let expected: String
  let found: String

  var description: String {
    let place = labels.isEmpty ? quantity : "\(quantity)[\(labels.joined(separator: ", "))]"
    return "seed \(seed): \(place) should be \(expected), is \(found)"
  }
}

/// Where the agreements of these seeds come out differently.
/// A quantity may have fewer axes than the model gives it, where it is the same all along the missing ones; and one
/// without any cells, such as a team's in an agreement without teams, may be left out.
func compare(seeds: Range<Int>, evaluate: (_ yamlText: String) throws -> ModelAnswer) -> [Mismatch] {
  var mismatches: [Mismatch] = []
  for seed in seeds {
    let agreement = OracleGenerator.agreement(seed: seed)
    do {
      let answer = try evaluate(OracleYAML.text(of: agreement))
      mismatches += differences(seed, Oracle.quantities(of: agreement), answer)
    } catch {
      mismatches.append(Mismatch(seed: seed, quantity: "the file", expected: "read", found: "refused: \(error)"))
    }
  }
  return mismatches
}

private func differences(_ seed: Int, _ expected: [String: OracleGrid], _ answer: ModelAnswer) -> [Mismatch] {
  var mismatches: [Mismatch] = []
  for (name, grid) in expected.sorted(by: { $0.key < $1.key }) where !grid.cells.isEmpty {
    guard let found = answer[name] else {
      mismatches.append(Mismatch(seed: seed, quantity: name, expected: "there", found: "missing"))
      continue
    }
    if let wrong = shapeError(found, grid) {
      mismatches.append(
        Mismatch(seed: seed, quantity: name, expected: "over \(grid.axes) \(grid.labels)", found: wrong))
      continue
    }
    grid.forEachCell { position, labels, cell in
      var index = 0
      for (depth, axis) in found.axes.enumerated() {
        index = index * found.labels[depth].count + (OracleAxis(name: axis).map { position[$0] } ?? 0)
      }
      let value = found.values[index]
      if agree(cell, value, scale: scale(of: name, position, expected)) { return }
      mismatches.append(
        Mismatch(
          seed: seed, quantity: name, labels: labels, expected: cell.map { "\($0)" } ?? "undefined",
          found: value.map { "\($0)" } ?? "undefined"))
    }
  }
  return mismatches
}

/// What is wrong with the axes and labels of an answer, in words.
private func shapeError(
  _ found: (axes: [String], labels: [[String]], values: [Double?]), _ grid: OracleGrid
) -> String? {
  guard found.axes.count == found.labels.count, Set(found.axes).count == found.axes.count else {
    return "\(found.axes) with labels for \(found.labels.count) axes"
  }
  for (axis, labels) in zip(found.axes, found.labels) {
    guard let depth = grid.axes.firstIndex(where: { $0.description == axis }) else { return "over \(found.axes)" }
    if grid.labels[depth] != labels { return "\(axis) \(labels)" }
  }
  let count = found.labels.reduce(1) { $0 * $1.count }
  return found.values.count == count ? nil : "\(found.values.count) values for \(count) cells"
}

/// A difference of two quantities is as exact as they are, not as it is: their size, where that is so.
private func scale(of name: String, _ position: OraclePosition, _ expected: [String: OracleGrid]) -> Double {
  let parts = ["spare_hours": ["available_hours", "workload"], "pipeline_gap": ["pipeline_leads", "pipeline_on_hand"]]
  return (parts[name] ?? []).compactMap { expected[$0]?[position]?.magnitude.toDouble }.max() ?? 0
}

private func agree(_ expected: BigRational?, _ found: Double?, scale: Double) -> Bool {
  guard let expected = expected?.toDouble, let found else { return expected == nil && found == nil }
  return found.isFinite && abs(expected - found) <= 1e-9 * max(abs(expected), abs(found), scale)
}

@Suite("Comparing the program with the oracle")
struct ComparingTests {
  /// An evaluation that answers with the oracle's own figures, changed as told.
  private static func oracle(
    _ seeds: Range<Int>, _ change: @escaping (inout ModelAnswer) -> Void
  ) -> (String) throws -> ModelAnswer {
    var byText: [String: OracleAgreement] = [:]
    for seed in seeds {
      let agreement = OracleGenerator.agreement(seed: seed)
      byText[OracleYAML.text(of: agreement)] = agreement
    }
    return { text in
      guard let agreement = byText[text] else { throw Refusal(reason: "unknown text") }
      var answer: ModelAnswer = Oracle.quantities(of: agreement).mapValues { grid in
        (axes: grid.axes.map(\.description), labels: grid.labels, values: grid.cells.map { $0?.toDouble })
      }
      change(&answer)
      return answer
    }
  }

  private struct Refusal: Error { let reason: String }

  @Test("The oracle's own figures agree with it")
  func sameFigures() {
    let seeds = 0..<40
    #expect(compare(seeds: seeds, evaluate: Self.oracle(seeds) { _ in }).isEmpty)
  }

  @Test("A figure that is off by a billionth of itself passes, by ten billionths does not")
  func tolerance() {
    let seeds = 0..<10
    let near = Self.oracle(seeds) { $0["quota"]?.values[0]? *= 1 + 0.9e-9 }
    #expect(compare(seeds: seeds, evaluate: near).isEmpty)
    let far = Self.oracle(seeds) { $0["quota"]?.values[0]? *= 1 + 1e-8 }
    #expect(compare(seeds: seeds, evaluate: far).map(\.quantity) == [String](repeating: "quota", count: 10))
  }

  @Test("One wrong cell is named with its seed, labels and both figures")
  func namesTheCell() throws {
    let seeds = 2..<3
    let found = compare(seeds: seeds, evaluate: Self.oracle(seeds) { $0["workload"]?.values[5] = 12 })
    let mismatch = try #require(found.first)
    let expected = try #require(
      Oracle.quantities(of: OracleGenerator.agreement(seed: 2))["workload"]?["Inside Sales", "2028-04"])
    #expect(found.count == 1)
    #expect(
      mismatch.description == "seed 2: workload[Inside Sales, 2028-04] should be \(expected.toDouble), is 12.0")
  }

  @Test("Undefined and a figure do not agree, either way, nor does a figure that is none")
  func undefined() {
    let seeds = 2..<3
    for wrong in [nil, Double.nan, .infinity] {
      #expect(compare(seeds: seeds, evaluate: Self.oracle(seeds) { $0["quota"]?.values[0] = wrong }).count == 1)
    }
    let budget = compare(seeds: seeds, evaluate: Self.oracle(seeds) { $0["budget"]?.values[0] = 0 })
    #expect(budget.map(\.expected) == ["undefined"])
  }

  @Test("A missing quantity, other labels and a refused file are said")
  func otherFailures() {
    let seeds = 2..<3
    let missing = compare(seeds: seeds, evaluate: Self.oracle(seeds) { $0["reach"] = nil })
    #expect(missing.map(\.description) == ["seed 2: reach should be there, is missing"])
    let labels = compare(seeds: seeds, evaluate: Self.oracle(seeds) { $0["reps"]?.labels[0].reverse() })
    #expect(labels.map(\.quantity) == ["reps"])
    let refused = compare(seeds: seeds) { _ in throw Refusal(reason: "no such key") }
    #expect(refused.count == 1)
    #expect(refused.first?.found.contains("no such key") == true)
  }

  @Test("A quantity may leave out an axis along which it does not change")
  func fewerAxes() {
    let seeds = 2..<3
    let short = Self.oracle(seeds) { answer in
      answer["connect_rate"] = (axes: [], labels: [], values: [0.245])
      answer["deal_size"] = (axes: [], labels: [], values: [2000])
    }
    let found = compare(seeds: seeds, evaluate: short)
    #expect(Set(found.map(\.quantity)) == ["deal_size"])
    #expect(found.count == 5)
  }
}
