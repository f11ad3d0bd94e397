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
  /// The test on what happened.
  public var actual: (test: Syntax, source: Source)?
  /// A service credit, as written.
  public var credit: String?

  /// The test as it can be read.
  public var testText: String { source.text(test.span) }
}

/// A promise with its outcome in one state of the plan.
public struct PromiseOutcome: Sendable {
  public var promise: Promise
  public var judgement: Judgement
  /// Where it is broken and gives relief: how the other side's promises stand under it.
  public var relief: [(promise: String, holds: Bool?)]

  /// Broken or undefined: not kept.
  public var isKept: Bool { judgement.holds == true }
}
