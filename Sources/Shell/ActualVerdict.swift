// How promises stand on what happened, in words: kept or broken, by how much, since when; open where the months are not
// over, not known where nothing tracked tells it.

import Calc
import Documents
import SLA

/// A promise's outcome on the actuals in words.
struct ActualVerdict {
  let outcome: ActualOutcome
  let figures: Figures

  init(_ outcome: ActualOutcome, _ figures: Figures) {
    self.outcome = outcome
    self.figures = figures
  }

  /// "✗ broken"
  var sign: Styled {
    switch outcome.judgement.holds {
    case true?: Styled("✓ kept", .good)
    case false?: Styled("✗ broken", .bad)
    case nil: outcome.isOpen ? Styled("· open", .quiet) : Styled("? unknown", .quiet)
    }
  }

  /// "598 in Aug, 165 short of 763; broken in 1 of 3 months"
  var sentence: String {
    guard outcome.judgement.holds != nil else {
      if outcome.isOpen { return outcome.isByMonth ? "no month of it is over yet" : "the period is not over yet" }
      let place = figures.spoken(outcome.judgement.labels)
      return (outcome.judgement.reason.map { "\($0)" } ?? "undefined") + (place.isEmpty ? "" : " (\(place))")
    }
    let broken = outcome.months.count { $0 == false }
    let judged = outcome.months.count { $0 != nil }
    let verdict = Verdict(outcome.judgement, figures).sentence
    guard broken > 0, judged > 1 else { return verdict }
    return verdict + (outcome.missed > 1 ? "; broken since \(since)" : "; broken in \(broken) of \(judged) months")
  }

  /// "Aug"
  var since: String {
    let names = figures.monthNames()
    return outcome.since.flatMap { names.indices.contains($0) ? names[$0] : nil } ?? ""
  }

  /// One line a promise.
  static func table(_ outcomes: [PromiseOutcome], _ figures: Figures) -> Table {
    var table = Table([.left, .left, .left, .left], fixed: 4)
    for outcome in outcomes {
      guard let actual = outcome.actual else { continue }
      let verdict = ActualVerdict(actual, figures)
      table.add([
        verdict.sign, Styled(outcome.promise.by, .quiet), Styled(outcome.promise.name, .strong),
        Styled(verdict.sentence)
      ])
    }
    return table
  }

  /// `{"kept", "left", "right", "margin", "since"}`
  static func json(_ outcome: ActualOutcome?, _ plan: Plan) -> JSON {
    guard let outcome else { return .null }
    let judgement = outcome.judgement
    let months = plan.schema.axes[Model.month].labels
    return .object([
      ("kept", .bool(judgement.holds)), ("left", .number(judgement.left)), ("right", .number(judgement.right)),
      ("margin", .number(judgement.margin)),
      ("since", .text(judgement.holds == nil ? nil : outcome.since.map { months[$0] }))
    ])
  }
}
