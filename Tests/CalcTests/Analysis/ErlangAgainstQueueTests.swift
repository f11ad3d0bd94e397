// The formulas of the response promise against the queue played event by event. What the formulas leave out is bounded
// here, and stands beside them (Erlang.swift).

import Testing

@testable import Calc

@Suite("Erlang's formulas against a queue played event by event")
struct ErlangAgainstQueueTests {
  /// In tasks: from a minute and a half to an hour, where a task takes ten minutes.
  private static let times = [0.15, 0.5, 1, 1.5625, 3, 6]

  /// The formula less the queue, at each time.
  private static func deviations(_ answered: [Double], _ formula: (Double) -> Double) -> [Double] {
    zip(times, answered).map { formula($0) - $1 }
  }

  /// One person to 14, busy for 31 % to 85 % of the time.
  @Test(arguments: [
    (1, 0.5, 0.25), (1, 0.8, 0.4), (2, 0.62, 0.3), (2, 1.2, 0.4), (2, 1.6, 0.8), (3, 1.98, 0.512), (3, 2.4, 1.2),
    (4, 2.4, 1.2), (6, 5.1, 2.5), (14, 10, 5)
  ])
  func inHoursWithinOnePoint(people: Double, load: Double, first: Double) {
    let queue = LeadQueue(people: people, load: load, first: first)
    let found = queue.play(leads: load > 0.75 * people ? 500_000 : 150_000, seed: 20_260_701, within: Self.times)
    let inOrder = Self.deviations(found.inOrder.inHours) { Erlang.servedWithin(people, load, 1, $0) }
    let newFirst = Self.deviations(found.newFirst.inHours) { Erlang.firstWithin(people, load, first, 1, $0) }
    #expect(inOrder.allSatisfy { $0.magnitude < 0.01 }, "\(inOrder)")
    #expect(newFirst.allSatisfy { $0.magnitude < 0.01 }, "\(newFirst)")
  }

  /// Further attempts pile up, first contacts are still made.
  @Test(arguments: [(3, 3.4, 0.88), (6, 6.5, 3)])
  func newFirstHoldsWhereFurtherAttemptsPileUp(people: Double, load: Double, first: Double) {
    let queue = LeadQueue(people: people, load: load, first: first)
    let found = queue.play(leads: 100_000, seed: 3, within: Self.times)
    let newFirst = Self.deviations(found.newFirst.inHours) { Erlang.firstWithin(people, load, first, 1, $0) }
    #expect(newFirst.allSatisfy { $0.magnitude < 0.01 }, "\(newFirst)")
    #expect(found.inOrder.inHours.allSatisfy { $0 < 0.02 }, "in order nobody is answered: \(found.inOrder)")
  }

  /// A part of a person who is there all day at that speed does better than the formula says: it never promises more.
  @Test(arguments: [
    (0.5, 0.2, 0.1), (0.5, 0.35, 0.18), (0.8, 0.4, 0.2), (1.5, 0.6, 0.3), (1.5, 1, 0.5), (2.5, 1.98, 1),
    (2.73, 1.98, 1), (5.5, 4.4, 2.2)
  ])
  func partsOfPeopleAreOnTheSafeSide(people: Double, load: Double, first: Double) {
    let queue = LeadQueue(people: people, load: load, first: first)
    let found = queue.play(leads: 150_000, seed: 5, within: Self.times)
    let all =
      Self.deviations(found.inOrder.inHours) { Erlang.servedWithin(people, load, 1, $0) }
      + Self.deviations(found.newFirst.inHours) { Erlang.firstWithin(people, load, first, 1, $0) }
    #expect(all.allSatisfy { $0 < 0.005 && $0 > -0.13 }, "\(all)")
    if people > 1 { #expect(all.allSatisfy { $0 > -0.08 }, "\(all)") }
  }

  struct Morning: Sendable, CustomTestStringConvertible {
    let people, load, first: Double
    /// Points that the formula may be too high or too low out of hours, new first and in order.
    let newFirst, inOrder: Double
    /// Points that the whole rate may be too high, new first and in order.
    let whole: (newFirst: Double, inOrder: Double)

    init(
      _ people: Double, _ load: Double, _ first: Double, newFirst: Double, inOrder: Double,
      whole: (newFirst: Double, inOrder: Double)
    ) {
      (self.people, self.load, self.first) = (people, load, first)
      (self.newFirst, self.inOrder, self.whole) = (newFirst, inOrder, whole)
    }

    var testDescription: String { "c \(people), A \(load), a \(first)" }
  }

  /// Up to three quarters busy, and up to 80 %.
  private static let mornings =
    [
      (1, 0.3, 0.15), (1, 0.5, 0.25), (2, 0.62, 0.2), (2, 1.2, 0.6), (3, 1.98, 0.512), (3, 1.98, 0.99), (4, 2.4, 1),
      (6, 3, 1), (10, 7, 2)
    ].map { Morning($0.0, $0.1, $0.2, newFirst: 10, inOrder: 20, whole: (8, 14)) }
    + [(1, 0.8, 0.3), (2, 1.6, 0.5), (3, 2.4, 0.62), (6, 4.8, 1.3), (10, 8, 4)].map {
      Morning($0.0, $0.1, $0.2, newFirst: 10, inOrder: 40, whole: (12, 25))
    }

  /// A tenth to two fifths of the leads come out of hours, into mornings of 0.5 to 160 leads.
  @Test(arguments: mornings) func outOfHoursWithinTheBoundsThatStandBesideTheFormula(it: Morning) {
    for (outOfHours, day) in [(0.1, 30.0), (0.2, 50), (0.4, 30), (0.4, 100)] {
      let queue = LeadQueue(people: it.people, load: it.load, first: it.first, outOfHours: outOfHours, day: day)
      let found = queue.play(leads: 60_000, seed: 7, within: Self.times)
      func hold(_ answered: LeadQueue.Answered, _ bound: Double, _ whole: Double, _ formula: (Double) -> Double) {
        let batch = Self.deviations(answered.outOfHours) {
          Erlang.batchWithin(queue.batch, it.people, it.load, 1, $0)
        }
        let inHours = Self.deviations(answered.inHours, formula)
        let all = zip(batch, inHours).map { outOfHours * $0 + (1 - outOfHours) * $1 }
        #expect(batch.allSatisfy { $0.magnitude < bound / 100 }, "mean \(queue.batch): \(batch)")
        #expect(all.allSatisfy { $0 < whole / 100 && $0 > -0.02 }, "mean \(queue.batch): \(all)")
      }
      hold(found.newFirst, it.newFirst, it.whole.newFirst) { Erlang.firstWithin(it.people, it.load, it.first, 1, $0) }
      hold(found.inOrder, it.inOrder, it.whole.inOrder) { Erlang.servedWithin(it.people, it.load, 1, $0) }
    }
  }
}
