// The tests of an agreement's promises, made ready: as planned, and on what happened.

import Calc
import Leads

/// The promises' tests, in the order of the promises.
struct PromiseTests: Sendable {
  var planned: [Test] = []
  /// Nil where a promise has no test on what happened.
  var actual: [Test?] = []

  /// - Throws: a test that makes no sense.
  init(_ agreement: Agreement, _ program: Program) throws(Diagnostic) {
    let schema = agreement.schema
    for promise in agreement.promises {
      planned.append(program.test(try Checker.check(promise.test, in: schema, source: promise.source)))
      guard let (test, source) = promise.actualTest(in: schema) else {
        actual.append(nil)
        continue
      }
      actual.append(program.test(try Checker.check(test, in: schema, source: source)))
    }
  }
}

extension Sheet {
  /// Judges a test on what happened in the months that are over. A test that is not by month is about the whole
  /// period and stays open until that has ended. What is owed is what the tables show: who delivers that has kept it.
  func judge(_ test: Test, on actuals: Actuals, over period: Period) -> ActualOutcome {
    let open = period.all.indices.filter { !actuals.isOver(period.all[$0]) }
    let isByMonth = test.axes.contains(place: Model.month)
    let isOpen = isByMonth ? open.count == period.months : !open.isEmpty
    let judgement = isOpen ? .open : judged(test, leavingOut: isByMonth ? open : [])
    guard isByMonth, !isOpen else {
      return ActualOutcome(judgement: judgement, months: [], isOpen: isOpen, isByMonth: isByMonth)
    }
    let months = period.all.indices.map { month -> Bool? in
      open.contains(month) ? nil : judged(test, leavingOut: period.all.indices.filter { $0 != month }).holds
    }
    return ActualOutcome(judgement: judgement, months: months, isOpen: false, isByMonth: true)
  }

  /// Whether the same holds; nil where it is open or undefined. Every change asks, of every promise: single months are
  /// not looked at.
  func holds(_ test: Test, on actuals: Actuals, over period: Period) -> Bool? {
    let open = period.all.indices.filter { !actuals.isOver(period.all[$0]) }
    let isByMonth = test.axes.contains(place: Model.month)
    guard isByMonth ? open.count < period.months : open.isEmpty else { return nil }
    return judged(test, leavingOut: open).holds
  }

  private func judged(_ test: Test, leavingOut months: [Int]) -> Judgement {
    judge(test, leavingOut: Set(months.map { Checked.Selection(place: Model.month, index: $0) }), inWholeNumbers: true)
  }
}

extension Judgement {
  /// Of something that has not ended yet.
  fileprivate static let open = Judgement(holds: nil, reason: "the months it is about are not over yet")
}
