// A clause of the agreement with a test: who promises what, what happens otherwise, who is told, and to what the other
// side is then released.

import Calc

/// A promise of one party.
public struct Promise: Sendable {
  /// The party's key: marketing, sales, service.
  public var by: String
  public var name: String
  /// The test as written.
  public var test: Syntax
  public var source: Source
  /// What happens when it is broken.
  public var otherwise: String?
  /// What the other side's promises are eased to when it is broken.
  public var relief: [Change]
  public var tell: [String]
  /// The test on what happened, where the agreement writes one.
  public var actual: (test: Syntax, source: Source)?
  /// A service credit, as written.
  public var credit: String?

  /// The test as it can be read.
  public var testText: String { source.text(test.span) }

  /// The test on what happened: the agreement's own, or what follows from a test of a quantity that is tracked.
  ///
  ///     coverage >= 95%                    sum(actual_leads, tier) >= 95% * sum(leads, tier)
  ///     response_rate >= respond_target    actual_response_rate >= respond_target
  public func actualTest(in schema: Schema) -> (test: Syntax, source: Source)? {
    if let actual { return actual }
    guard case .binary(let op, let left, let right) = test.node, op.isComparison,
      case .reference(let reference) = left.node, reference.labels.isEmpty
    else { return nil }
    let limit = right.written()
    let text: String
    switch reference.name {
    case "coverage":
      text = "sum(actual_leads, tier) \(op.rawValue) \(limit == "100%" ? "" : "(\(limit)) * ")sum(leads, tier)"
    case "response_rate": text = "actual_response_rate \(op.rawValue) \(limit)"
    default: return nil
    }
    let source = Source(text)
    let syntax = try? Parser.formula(
      source, vocabulary: schema.vocabulary, figures: FigureReader(currency: schema.currency))
    return syntax.map { ($0, source) }
  }
}

/// A promise with its outcome in one state of the plan.
public struct PromiseOutcome: Sendable {
  public var promise: Promise
  public var judgement: Judgement
  /// Where it is broken and gives relief: how the other side's promises stand under it.
  public var relief: [(promise: String, holds: Bool?)]
  /// How it stands on what happened; nil where nothing is tracked or it has no test for that.
  public var actual: ActualOutcome?

  /// Broken or undefined: not kept.
  public var isKept: Bool { judgement.holds == true }

  /// Broken as planned, or on what happened.
  public var isBroken: Bool { !isKept || actual?.judgement.holds == false }
}

/// How a promise stands on what happened. Months that were not over when that was tracked are open: they are neither
/// judged nor counted.
public struct ActualOutcome: Sendable {
  /// Over the months that are not open; undefined where all are, or where nothing tracked tells it.
  public var judgement: Judgement
  /// By month, where the test is by month: kept, broken, or open or unknown.
  public var months: [Bool?]
  /// Whether nothing can be judged yet.
  public var isOpen: Bool
  /// Whether each month is judged by itself, not the period as a whole.
  public var isByMonth: Bool

  /// Whether it was tracked and cannot be judged any more, because what is agreed has changed since. That is no good
  /// news: it counts as not kept.
  public func isLost(_ plan: Plan) -> Bool { judgement.holds == nil && !isOpen && plan.isOutOfDate }

  /// The first month of the latest run of broken months or, where none is broken, the first one judged; by its place
  /// in the period.
  public var since: Int? {
    guard let last = months.lastIndex(of: false) else { return months.firstIndex(of: true) }
    let kept = months[..<last].lastIndex { $0 != false }
    return kept.map { $0 + 1 } ?? 0
  }

  /// How many of the latest judged months in a row it was broken.
  public var missed: Int { months.reversed().drop { $0 == nil }.prefix { $0 == false }.count }
}
